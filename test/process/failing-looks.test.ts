import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '#engine/ports.ts';
import { createExitWatch } from '../../main/engine/process/survivors/exit-watch.ts';

/** How many of the next looks at the machine fail, as with too many files open. */
const failing = vi.hoisted(() => ({ tables: 0, entries: 0 }));

vi.mock('#engine/process/process-table.ts', async (load) => {
  const real = await load<typeof import('#engine/process/process-table.ts')>();
  const error = () => new Error('EMFILE: too many open files');
  return {
    ...real,
    readProcessTable: () => (failing.tables-- > 0 ? Promise.reject(error()) : real.readProcessTable()),
    readProcessTableSince: (momentMs: number) =>
      failing.tables-- > 0 ? Promise.reject(error()) : real.readProcessTableSince(momentMs),
    readProcessEntry(pid: number) {
      if (failing.entries-- > 0) throw error();
      return real.readProcessEntry(pid);
    },
  };
});

import { mkdir } from 'node:fs/promises';
import { openProcesses } from '#engine/process/process.ts';
import { openState } from '#engine/state/state.ts';
import { makeHome } from './harness/home.ts';
import { isAlive, startTicks } from './harness/processes.ts';

const GRACES = { stdinCloseMs: 200, terminateMs: 200 };

beforeEach(() => {
  failing.tables = 0;
  failing.entries = 0;
});

async function open() {
  const home = await makeHome();
  await mkdir(home.places.state, { recursive: true });
  const state = openState(home.places.databaseFile, systemClock);
  const faults: string[] = [];
  const { processes } = await openProcesses({
    homeId: state.homeId,
    records: state.records,
    genealogy: state.genealogy,
    clock: systemClock,
    stateFolder: home.places.state,
    environment: process.env,
    onGuardLost: (reason) => faults.push(reason),
    onFault: (message) => faults.push(message),
  });
  onTestFinished(async () => {
    failing.tables = 0;
    failing.entries = 0;
    await processes.close();
    state.close();
  });
  const launch = async (script: string) => {
    const launched = await processes.launch({
      server: 'one',
      command: 'sh',
      args: ['-c', script],
      env: {},
      cwd: null,
    });
    if (!launched.ok) throw new Error(launched.problem.message);
    return launched.child;
  };
  return { home, state, launch, processes, faults };
}

test.each([1, 3])(
  'a stop ends a server and all that it started though %i looks in a row fail',
  async (looks) => {
    const { home, state, launch, faults } = await open();
    const child = await launch("trap '' TERM; setsid sleep 600 & while :; do sleep 1; done");
    failing.tables = looks;
    expect(await child.stop(GRACES)).toMatchObject({ left: [] });
    expect(home.pidsOf('one')).toEqual([]);
    expect(state.records.all()).toEqual([]);
    expect(faults).toEqual([]);
  },
);

test('a stop that can never look says what is not known, ends the server all the same, and may be tried again', async () => {
  const { home, state, launch, faults } = await open();
  const child = await launch("trap '' TERM; setsid sleep 600 & while :; do sleep 1; done");
  failing.tables = Number.POSITIVE_INFINITY;
  expect(await child.stop(GRACES)).toEqual({ outcome: 'left', killed: 0, left: [child.pid] });
  expect(await child.exit).toMatchObject({ signal: 'SIGKILL' });
  expect(faults[0]).toContain('EMFILE');
  expect(state.records.all()).toHaveLength(1);

  failing.tables = 0;
  expect(await child.stop(GRACES)).toMatchObject({ left: [] });
  expect(home.pidsOf('one')).toEqual([]);
  expect(state.records.all()).toEqual([]);
});

test('the end of a server is told though what it left can not be looked up', async () => {
  const { launch, faults } = await open();
  const child = await launch('read line');
  failing.tables = Number.POSITIVE_INFINITY;
  if (child.output.kind === 'pipes') child.output.stdin.end();
  expect(await child.exit).toMatchObject({ code: 1 });
  await vi.waitFor(() => expect(faults.join()).toContain('EMFILE'), 30_000);
  failing.tables = 0;
  expect(await child.stop(GRACES)).toMatchObject({ outcome: 'gone', left: [] });
});

test('a process that can not be looked at right after its spawn is ended, and its launch rejects', async () => {
  const { home, launch } = await open();
  failing.entries = 1;
  await expect(launch('sleep 600')).rejects.toThrow('EMFILE');
  await vi.waitFor(() => expect(home.pidsOf('one')).toEqual([]), 30_000);
});

test('the end of a process that was taken over is seen after looks that failed', async () => {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  const watch = createExitWatch(systemClock);
  const ended = watch.watch({ pid, startTicks: startTicks(pid) });
  failing.entries = 3;
  while (failing.entries > 0) await sleep(50);
  expect(isAlive(pid)).toBe(true);
  child.kill('SIGKILL');
  await ended;
});
