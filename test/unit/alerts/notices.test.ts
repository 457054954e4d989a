import { describe, expect, it } from 'vitest';
import type { RegisterEntry } from '#contract/register.ts';
import { noticeOf } from '../../../main/engine/alerts/alerts.ts';

function entry(part: Partial<RegisterEntry>): RegisterEntry {
  return {
    id: 1,
    at: '2026-01-01T00:00:00.000Z',
    lamp: 'bad',
    kind: 'went-down',
    server: 'memory',
    text: 'memory exited',
    ...part,
  };
}

describe('what the owner is told by a native notification', () => {
  it('is told when a server goes down, with the reason', () => {
    expect(noticeOf(entry({}))).toEqual({
      title: 'memory is down',
      body: 'memory exited',
      server: 'memory',
      urgency: 'normal',
    });
  });

  it.each(['went-down', 'hung', 'crash-loop', 'failed', 'back', 'near-limit', 'limit'] as const)(
    'is told of %s',
    (kind) => {
      expect(noticeOf(entry({ kind }))?.server).toBe('memory');
    },
  );

  it.each([
    'ready',
    'started',
    'stopped',
    'stopping',
    'swept',
    'engine-started',
    'configuration-applied',
  ] as const)('is left in peace about %s', (kind) => {
    expect(noticeOf(entry({ kind }))).toBeNull();
  });
});
