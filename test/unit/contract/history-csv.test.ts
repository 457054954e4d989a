import { describe, expect, it } from 'vitest';
import { historyCsvLine } from '#contract/history-csv.ts';

const EVENT = {
  id: 1,
  at: '2026-11-21T10:00:00.000Z',
  server: 'a',
  instance: 1,
  run: 1,
  from: 'ready',
  to: 'stopped',
  code: 'stop',
  reason: 'stopped',
  pid: null,
  exit_code: null,
  signal: null,
  next_start_ms: null,
} as const;

describe('an exported event', () => {
  it('is one row, also when its reason has several lines', () => {
    expect(historyCsvLine({ ...EVENT, reason: 'one\ntwo, "three"' })).toBe(
      '1,2026-11-21T10:00:00.000Z,a,1,1,ready,stopped,stop,"one\ntwo, ""three""",,,,\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx'])('runs no formula in a spreadsheet: %j', (server) => {
    expect(historyCsvLine({ ...EVENT, server })).toContain(`,'${server},`);
  });
});
