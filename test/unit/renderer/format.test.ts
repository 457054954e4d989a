import { describe, expect, test } from 'vitest';
import {
  formatAge,
  formatClock,
  formatCountdown,
  formatDuration,
} from '../../../renderer/format/duration.ts';
import { bytes, known, milliseconds, percent, text } from '../../../renderer/format/quantity.ts';
import { exitWords, identityWords, stateWords } from '../../../renderer/format/server-words.ts';
import { AT, serverView } from './made-up.ts';

const NOW = Date.parse(AT);
const later = (seconds: number): string => new Date(NOW + seconds * 1000).toISOString();

describe('durations', () => {
  test.each([
    [-5, '0 s'],
    [0, '0 s'],
    [59.9, '59 s'],
    [60, '1 min'],
    [41 * 60 + 59, '41 min'],
    [3600, '1 h'],
    [2 * 3600 + 5 * 60, '2 h 5 min'],
    [3 * 86_400 + 4 * 3600 + 59, '3 d 4 h'],
    [400 * 86_400, '400 d'],
  ])('%d s reads %s', (seconds, words) => {
    expect(formatDuration(seconds)).toBe(words);
  });

  test.each([
    [-1, '0 s'],
    [1, '1 s'],
    [1001, '2 s'],
    [119_000, '119 s'],
    [120_000, '2 min'],
    [280_000, '5 min'],
  ])('%d ms are still to go: %s, never less than there are', (ms, words) => {
    expect(formatCountdown(ms)).toBe(words);
  });
});

test.each([
  [-5, '0:00'],
  [41_200, '0:42'],
  [14 * 60_000 + 3000, '14:03'],
  [3_729_000, '1:02:09'],
])('%d ms count down as %s', (ms, words) => {
  expect(formatClock(ms)).toBe(words);
});

test('in a narrow column a time is its largest word alone', () => {
  expect([59, 2400, 7500, 3 * 86_400 + 5000].map(formatAge)).toEqual(['59 s', '40 min', '2 h', '3 d']);
});

describe('quantities', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [74_000_000, '74 MB'],
    [188_400_000, '188 MB'],
    [999_600_000, '1 GB'],
    [1_310_000_000, '1.31 GB'],
    [4e15, '4000 TB'],
  ])('%d bytes read %s', (count, words) => {
    expect(text(bytes(count))).toBe(words);
  });

  test('a share of a core has one decimal, and may be over 100 %', () => {
    expect([0, 0.04, 7.24, 99.94, 140.4].map((value) => text(percent(value)))).toEqual([
      '0.0 %',
      '0.0 %',
      '7.2 %',
      '99.9 %',
      '140 %',
    ]);
  });

  test('a round trip is in milliseconds up to a second', () => {
    expect([0.84, 9.96, 38.4, 999.6, 2310].map((value) => text(milliseconds(value)))).toEqual([
      '0.8 ms',
      '10 ms',
      '38 ms',
      '1 s',
      '2.31 s',
    ]);
  });

  test('what is not known is a dash, not a nought', () => {
    expect(text(known(null, bytes))).toBe('–');
  });
});

describe('the words of a state', () => {
  test.each([
    ['running, with its uptime', { started_at: AT }, 10 + 3 * 86_400 + 4 * 3600, 'running 3 d 4 h'],
    ['its restarts', { started_at: AT, restarts: 2 }, 41, 'running 41 s, 2 restarts'],
    [
      'the first reason when not healthy',
      { health: 'degraded', health_reasons: ['slow', 'b'] },
      1,
      'degraded: slow',
    ],
    ['starting', { state: 'starting', health: 'unknown' }, 3, 'starting, 3 s'],
    ['stopped by whom', { state: 'stopped', reason: 'stopped by you' }, 0, 'stopped by you'],
    ['stopping', { state: 'stopping' }, 0, 'stopping'],
    ['installing', { state: 'starting', installing: true }, 33, 'installing, 33 s'],
    ['waiting for what', { state: 'waiting', reason: 'waits for db' }, 0, 'waits for db'],
    ['started by use', { state: 'stopped', start: 'on-demand' }, 0, 'starts on demand'],
    [
      'hung and left alone',
      { hung: true, health: 'unhealthy', health_reasons: ['no answer'] },
      1,
      'does not answer, left running: no answer',
    ],
  ] as const)('%s', (_what, part, seconds, words) => {
    const view = serverView({
      ...part,
      health_reasons: [...('health_reasons' in part ? part.health_reasons : [])],
    });
    expect(stateWords(view, NOW + seconds * 1000)).toBe(words);
  });

  test('a server that went down says when it is back, and why it went', () => {
    const down = serverView({ state: 'backing-off', reason: 'exited with code 1', next_start_at: later(2) });
    expect(stateWords(down, NOW + 500)).toBe('back in 2 s: exited with code 1');
    expect(stateWords(down, NOW + 2500)).toBe('starting again: exited with code 1');
  });

  test('a crash loop says when the next try is', () => {
    const loop = serverView({ state: 'crash-looping', reason: null, next_start_at: later(280) });
    expect(stateWords(loop, NOW)).toBe('keeps crashing, next try in 5 min');
  });

  test('a failed server says what is wrong', () => {
    const problem = { code: 'command-not-found' as const, message: 'uvx was not found', fix: 'Install uv' };
    expect(stateWords(serverView({ state: 'failed', problem }), NOW)).toBe('uvx was not found');
  });
});

describe('what a server is', () => {
  test('its own name is left out where it repeats the configured one', () => {
    expect(identityWords(serverView())).toBe('2025-11-25 · stdio · 1.2.3');
    expect(identityWords(serverView({ name: 'kg' }))).toBe('2025-11-25 · stdio · memory-server 1.2.3');
  });

  test('before the handshake only its transport is known', () => {
    const view = serverView({ protocol_version: null, server_name: null, server_version: null });
    expect(identityWords(view)).toBe('stdio');
  });

  test('an exit is a code or a signal', () => {
    expect(exitWords({ code: 1, signal: null })).toBe('exit code 1');
    expect(exitWords({ code: null, signal: 'SIGKILL' })).toBe('SIGKILL');
  });
});
