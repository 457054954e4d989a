import { expect, test } from 'vitest';
import type { LogLine } from '#contract/log-line.ts';
import { createLogPatterns } from '#engine/alerts/gathered/log-patterns.ts';
import { DEFAULT_ALERTS, DEFAULT_RULES } from '#engine/configuration/configuration.ts';
import { PatternTooSlowError } from '#engine/logs/logs.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

const MINUTE = 60_000;
const LINE: LogLine = {
  seq: 1,
  at: '2026-01-01T00:00:00Z',
  server: 'github',
  stream: 'stderr',
  level: 'info',
  text: 'out of memory',
};

/** A pattern that is stopped at each of `stops`, the numbers of its trials, having used so much of the processor. */
function patternsStopped(stops: readonly number[], usesMs: number) {
  const clock = new FakeClock();
  const faults: string[] = [];
  let write = (_: readonly LogLine[]): void => {};
  let trials = 0;
  let cpuMs = 0;
  const condition = { kind: 'log', pattern: 'out of memory', count: 1, windowMs: MINUTE } as const;
  const rules = DEFAULT_RULES.slice(0, 1).map((rule) => ({ ...rule, condition }));
  const settings = { ...DEFAULT_ALERTS, rules };
  const patterns = createLogPatterns({
    clock,
    logs: {
      subscribe(listener) {
        write = listener;
        return () => {};
      },
    },
    settings: () => settings,
    onFault: (text) => faults.push(text),
    compilePattern: () => ({
      matching(items) {
        trials += 1;
        if (!stops.includes(trials)) return [...items];
        cpuMs += usesMs;
        throw new PatternTooSlowError('it took more than 50 ms');
      },
    }),
    cpuMs: () => cpuMs,
  });
  patterns.look();
  return {
    faults,
    clock,
    write: () => write([LINE]),
    count: () => patterns.count('github', 'out of memory', MINUTE),
  };
}

test('a pattern that is only stopped because the machine is busy stays in use, and counts its lines all the same', () => {
  const { faults, write, count } = patternsStopped([1, 3, 5, 7, 9, 11, 13], 5);
  for (let batch = 0; batch < 7; batch += 1) write();
  expect(count()).toBe(7);
  expect(faults).toEqual([]);
});

test('a pattern that is too slow for a line now and then stays in use', () => {
  const { faults, write, count, clock } = patternsStopped([1, 2, 3, 4, 5, 6, 7, 8], 50);
  for (let batch = 0; batch < 8; batch += 1) {
    write();
    clock.advance(3 * MINUTE);
  }
  expect(count()).toBe(0);
  expect(faults).toEqual([]);
});

test('no repetition is blamed where there is none', () => {
  const { faults, write, count } = patternsStopped([1, 2, 3, 4, 5], 50);
  for (let batch = 0; batch < 5; batch += 1) write();
  expect(count()).toBeNull();
  expect(faults).toEqual([
    expect.stringMatching(/^The pattern out of memory .*; make it shorter, or plainer$/),
  ]);
});

test('a pattern that rests is tried again after ten minutes, and told of once', () => {
  const { faults, write, count, clock } = patternsStopped([1, 2, 3, 4, 5, 7, 8, 9, 10, 11], 50);
  for (let batch = 0; batch < 6; batch += 1) write();
  expect(count()).toBeNull();
  clock.advance(10 * MINUTE);
  write();
  expect(count()).toBe(1);
  for (let batch = 0; batch < 5; batch += 1) write();
  expect(count()).toBeNull();
  expect(faults).toHaveLength(1);
});
