import { expect, test } from 'vitest';
import type { LogLine } from '#contract/log-line.ts';
import { fakeServerTraffic } from '../../../fakes/server-traffic.ts';
import { fakeServerView } from '../../../fakes/server-view.ts';
import { openAdmin } from './open-admin.ts';

const failed = fakeServerView('time', {
  state: 'crash-looping',
  health: 'unhealthy',
  lamp: 'bad',
  reason: 'it exited 6 times in 10 min',
  problem: { code: 'exited', message: 'it exited with code 1', fix: 'Look at its log.' },
  limits: [{ limit: 'cpu_quota', value: 80, enforced_by: 'none', detail: 'there is no control group here' }],
});
const overview = {
  lamp: 'bad' as const,
  status: 'unhealthy' as const,
  sentence: '1 server needs attention',
  detail: '',
  attention: ['time'],
  total: 2,
  ready: 1,
  cpu_percent: null,
  memory_bytes: null,
  processes: null,
};
const line: LogLine = {
  seq: 1,
  at: '2026-01-01T00:00:00.000Z',
  server: 'time',
  stream: 'stderr',
  level: 'error',
  text: 'no such zone',
};

test('the report names what needs attention, why and what to do', async () => {
  const traffic = fakeServerTraffic('web', { breaker: 'open', breaker_reason: '5 requests in a row failed' });
  const { use } = openAdmin({
    servers: [fakeServerView('memory'), fakeServerView('web', { traffic }), failed],
    snapshot: {
      overview,
      configuration: {
        file: '/home/me/servers.json',
        valid: false,
        findings: [
          {
            severity: 'error',
            file: '/home/me/servers.json',
            line: 3,
            column: 4,
            key: '',
            message: 'a comma is missing',
          },
        ],
        applied_at: null,
        format: 'jsonc' as const,
        revision: null,
        version: 1,
        outdated: false,
        rollbacks: [],
        plan: null,
      },
    },
  });
  const { structuredContent, content } = await use('health_report');
  expect(content[0]?.text).toBe('1 server needs attention.');
  expect(structuredContent).toEqual({
    status: 'unhealthy',
    concerns: [
      {
        server: null,
        state: null,
        health: null,
        why: ['/home/me/servers.json:3:4 a comma is missing'],
        what_to_do: expect.stringContaining('Mend the configuration file'),
      },
      {
        server: 'time',
        state: 'crash-looping',
        health: 'unhealthy',
        why: ['it exited with code 1', 'it exited 6 times in 10 min'],
        what_to_do: 'Look at its log.',
      },
      {
        server: 'web',
        state: 'ready',
        health: 'healthy',
        why: ['5 requests in a row failed'],
        what_to_do: null,
      },
    ],
    fine: ['memory'],
  });
});

test('diagnostics hold the last failures, limits that are not in force and the logs of servers in trouble', async () => {
  const { use, called } = openAdmin({
    servers: [fakeServerView('memory'), failed],
    snapshot: {
      overview,
      register: [
        { id: 2, at: line.at, lamp: 'bad', kind: 'went-down', server: 'time', text: 'time exited' },
        { id: 1, at: line.at, lamp: 'ok', kind: 'ready', server: 'memory', text: 'memory is ready' },
      ],
    },
    answers: {
      logs: () => ({
        lines: [line],
        matched: 1,
        matched_by_level: { error: 1, warn: 0, info: 0, debug: 0 },
        searched: 1,
        newest_seq: 1,
      }),
    },
  });
  const { structuredContent } = await use('diagnostics');
  expect(structuredContent).toMatchObject({
    last_failures: [{ text: 'time exited' }],
    limits_not_in_force: [{ server: 'time', limit: 'cpu_quota' }],
    logs: [{ server: 'time', text: 'no such zone' }],
  });
  expect(called.filter(({ name }) => name === 'logs')).toEqual([
    { name: 'logs', input: { servers: ['time'], limit: 20 } },
  ]);
});

test('logs are searched by what the client asks for', async () => {
  const { use, called } = openAdmin({
    answers: {
      logs: () => ({
        lines: [line],
        matched: 40,
        matched_by_level: { error: 40, warn: 0, info: 0, debug: 0 },
        searched: 900,
        newest_seq: 1,
      }),
    },
  });
  const { structuredContent, content } = await use('search_logs', {
    text: 'zone',
    levels: ['error'],
    limit: 1,
  });
  expect(called).toEqual([
    { name: 'logs', input: { text: 'zone', levels: ['error'], limit: 1, regex: false } },
  ]);
  expect(content[0]?.text).toBe('40 of 900 lines, the newest 1 here.');
  expect(structuredContent?.['lines']).toEqual([
    { at: line.at, server: 'time', level: 'error', text: 'no such zone' },
  ]);
});
