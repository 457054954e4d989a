import { EventEmitter } from 'node:events';
import { beforeEach, expect, it } from 'vitest';
import { revivePage } from '../../../main/desktop/windows/revive-page.ts';

let contents: EventEmitter;
let nowMs: number;
let loads: number;
let reported: unknown[];

beforeEach(() => {
  contents = new EventEmitter();
  nowMs = 0;
  loads = 0;
  reported = [];
  revivePage(contents, {
    clock: { monotonic: () => nowMs },
    load: () => {
      loads += 1;
    },
    report: (error) => reported.push(error),
  });
});

const gone = (reason: string): boolean => contents.emit('render-process-gone', {}, { reason, exitCode: 5 });

it('a page whose process crashed comes back, and the fault is told', () => {
  gone('crashed');
  expect(loads).toBe(1);
  expect(String(reported[0])).toContain('crashed, exit code 5');
});

it('a page that crashes again and again is loaded three times a minute at most', () => {
  for (let times = 0; times < 10; times += 1) gone('oom');
  expect(loads).toBe(3);
  expect(reported).toHaveLength(10);
  nowMs = 60_000;
  gone('oom');
  expect(loads).toBe(4);
});

it('a page that ended as it should is left alone', () => {
  gone('clean-exit');
  expect(loads).toBe(0);
  expect(reported).toEqual([]);
});
