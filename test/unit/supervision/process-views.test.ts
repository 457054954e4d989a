import { expect, it } from 'vitest';
import type { ProcessRow } from '../../../main/engine/state/state.ts';
import { processViews } from '../../../main/engine/supervision/process-views.ts';
import { fakeUsage } from '../../fakes/usage.ts';

const ROW: ProcessRow = {
  mark: 'm',
  server: 'a',
  instance: 1,
  run: 3,
  pid: 42,
  startTicks: 7,
  ppid: 1,
  command: 'node a.js',
  root: true,
  startedAtMs: 0,
  endedAtMs: null,
  exitCode: null,
  signal: null,
};

it('shows figures only of a process that lives: a pid may be another’s by now', () => {
  const figures = new Map([
    [
      42,
      {
        usage: fakeUsage({ cpu_percent: 5, memory_bytes: 1_000, threads: 3 }),
        status: 'running' as const,
        executable: '/bin/node',
        workingFolder: '/',
        children: 2,
      },
    ],
  ]);
  const ended = { ...ROW, endedAtMs: 1_000, exitCode: 3 };
  expect(processViews([ROW, ended], figures)).toEqual([
    expect.objectContaining({
      server: 'a',
      instance: 1,
      pid: 42,
      ppid: 1,
      command: 'node a.js',
      root: true,
      started_at: '1970-01-01T00:00:00.000Z',
      ended_at: null,
      exit_code: null,
      signal: null,
      cpu_percent: 5,
      memory_bytes: 1_000,
      threads: 3,
      status: 'running',
      executable: '/bin/node',
      working_folder: '/',
      children: 2,
    }),
    expect.objectContaining({
      ended_at: '1970-01-01T00:00:01.000Z',
      exit_code: 3,
      cpu_percent: null,
      memory_bytes: null,
    }),
  ]);
});
