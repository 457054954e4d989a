import { describe, expect, test } from 'vitest';
import { belongs, filterFor, type LogRequest } from '../../../main/cli/log-request.ts';
import { logLine } from './views.ts';

const ALL: LogRequest = { servers: [], grep: null, level: null, since: null, lines: 100 };

describe('what signalbox logs asks for', () => {
  test('without options only the number of lines is limited', () =>
    expect(filterFor(ALL)).toEqual({ limit: 100 }));

  test('every option becomes a condition', () => {
    const since = new Date('2026-11-21T10:00:00.000Z');
    expect(filterFor({ servers: ['memory'], grep: /a+b/, level: 'warn', since, lines: 5 })).toEqual({
      servers: ['memory'],
      text: 'a+b',
      regex: true,
      levels: ['error', 'warn'],
      since: '2026-11-21T10:00:00.000Z',
      limit: 5,
    });
  });

  test.each([
    ['another server', { servers: ['memory'] }, { server: 'time' }],
    ['a lesser level', { level: 'warn' }, { level: 'info' }],
    ['an earlier time', { since: new Date('2026-11-21T10:00:09.000Z') }, {}],
    ['another text', { grep: /^b/ }, {}],
  ] as const)('a live line of %s is left out', (_, request, line) => {
    expect(belongs(logLine(1, 'abc', line), { ...ALL, ...request })).toBe(false);
  });

  test('a live line that meets all is shown', () => {
    const request: LogRequest = {
      ...ALL,
      servers: ['memory'],
      level: 'debug',
      grep: /b/,
      since: new Date(0),
    };
    expect(belongs(logLine(1, 'abc'), request)).toBe(true);
  });
});
