import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ShortCommand } from '#engine/process/process.ts';
import { type Home, makeHome } from './harness/home.ts';
import { isAlive } from './harness/processes.ts';
import { openRoom } from './harness/room.ts';
import { guardsOf } from './harness/room-engine.ts';
import { until } from './harness/until.ts';

const sh = (script: string, more: Partial<ShortCommand> = {}): ShortCommand => ({
  command: '/bin/sh',
  args: ['-c', script],
  env: {},
  cwd: null,
  timeoutMs: 60_000,
  maxBytes: 100_000,
  ...more,
});

/** Waits until the script has written a number there. */
const pidIn = (home: Home, name: string): Promise<number> =>
  until(`the pid of ${name}`, async () => {
    const text = await readFile(join(home.folder, name), 'utf8').catch(() => '');
    return text.endsWith('\n') && Number(text);
  });

test('a command gives its exit, what it printed and the end of its complaint', async () => {
  const home = await makeHome();
  const { processes } = await openRoom(home, { ...process.env, FROM_ENGINE: 'yes' });
  const outcome = await processes.run(
    sh('echo "$FROM_ENGINE $OWN $PWD"; echo wrong >&2; cat; exit 3', {
      env: { OWN: 'mine' },
      cwd: home.folder,
    }),
  );
  expect(outcome).toEqual({
    kind: 'exited',
    code: 3,
    signal: null,
    stdout: `yes mine ${home.folder}\n`,
    stderrTail: 'wrong\n',
    ranMs: expect.any(Number),
  });
  const killed = await processes.run(sh('kill -9 $$'));
  expect(killed).toMatchObject({ kind: 'exited', code: null, signal: 'SIGKILL' });
});

test('a command that does not end in its time is ended with all that it started, also what ignores SIGTERM', async () => {
  const home = await makeHome();
  const { processes } = await openRoom(home);
  const script = `trap '' TERM; (trap '' TERM; echo $$ >/dev/null; sh -c 'echo $PPID' > ${home.folder}/child; while :; do sleep 1; done) & setsid sh -c 'echo $$ > ${home.folder}/far; sleep 1000' & while :; do sleep 1; done`;
  const outcome = await processes.run(sh(script, { timeoutMs: 5_000 }));
  expect(outcome).toEqual({ kind: 'timeout' });
  expect(isAlive(await pidIn(home, 'child'))).toBe(false);
  expect(isAlive(await pidIn(home, 'far'))).toBe(false);
});

test('a command that prints without end is ended when it has printed what it may', async () => {
  const { processes } = await openRoom(await makeHome());
  expect(await processes.run(sh('yes', { maxBytes: 10_000 }))).toEqual({ kind: 'too-much-output' });
  expect(await processes.run(sh('yes >&2', { maxBytes: 10_000 }))).toEqual({ kind: 'too-much-output' });
  expect(await processes.run(sh('printf 1234567890', { maxBytes: 10 }))).toMatchObject({
    stdout: '1234567890',
  });
});

test('a job that a command leaves in the background does not hold it up and does not stay', async () => {
  const home = await makeHome();
  const { processes } = await openRoom(home);
  const outcome = await processes.run(sh(`sleep 1000 & echo $! > ${home.folder}/job; echo done`));
  expect(outcome).toMatchObject({ kind: 'exited', code: 0, stdout: 'done\n' });
  const job = await pidIn(home, 'job');
  await until('the job has ended', () => !isAlive(job));
});

/** Leaves a process in a session of its own that holds nothing of the command, and ends well. */
const leavesDaemon = (home: Home, name: string) =>
  sh(
    `setsid sh -c 'echo $$ > ${home.folder}/${name}; exec sleep 1000' </dev/null >/dev/null 2>&1 & while [ ! -s ${home.folder}/${name} ]; do sleep 0.05; done`,
  );

test('what commands send into sessions of their own does not pile up while the engine runs', async () => {
  const home = await makeHome();
  const { processes } = await openRoom(home);
  const running = processes.run(sh(`echo $$ > ${home.folder}/other; sleep 1000`));
  const other = await pidIn(home, 'other');
  for (const name of ['first', 'second']) {
    expect(await processes.run(leavesDaemon(home, name))).toMatchObject({ kind: 'exited', code: 0 });
    const daemon = await pidIn(home, name);
    await until(`what ${name} left has ended`, () => !isAlive(daemon));
  }
  // What still runs is no leftover.
  expect(isAlive(other)).toBe(true);
  process.kill(other, 'SIGKILL');
  expect(await running).toMatchObject({ kind: 'exited', signal: 'SIGKILL' });
});

test('what a command left and holds its output open ends too, and its exit is told', async () => {
  const home = await makeHome();
  const { processes } = await openRoom(home);
  const outcome = await processes.run(sh(`setsid sleep 1000 & echo $! > ${home.folder}/holder; echo done`));
  expect(outcome).toMatchObject({ kind: 'exited', code: 0, stdout: 'done\n' });
  const holder = await pidIn(home, 'holder');
  await until('the holder has ended', () => !isAlive(holder));
});

test('what a command sent into a session of its own ends with the engine at the latest', async () => {
  const home = await makeHome();
  const room = await openRoom(home);
  expect(await room.processes.run(leavesDaemon(home, 'daemon'))).toMatchObject({ kind: 'exited', code: 0 });
  const daemon = await pidIn(home, 'daemon');
  await room.close();
  expect(isAlive(daemon)).toBe(false);
  expect(guardsOf(home)).toEqual([]);
});

test('a command that can’t be started says why', async () => {
  const home = await makeHome();
  const { processes } = await openRoom(home);
  const run = (more: Partial<ShortCommand>) => processes.run(sh('true', more));
  const plain = join(home.folder, 'plain');
  await writeFile(plain, 'no program', { mode: 0o600 });
  expect(await run({ command: 'no-such-program' })).toEqual({
    kind: 'not-started',
    reason: 'the command no-such-program was not found on PATH',
  });
  expect(await run({ command: plain })).toMatchObject({
    reason: expect.stringContaining('may not be executed'),
  });
  expect(await run({ cwd: join(home.folder, 'nowhere') })).toMatchObject({
    reason: expect.stringContaining('is not there'),
  });
});

test('a signal, or the end of the engine, ends a command at once and nothing is started afterwards', async () => {
  const home = await makeHome();
  const room = await openRoom(home);
  const stop = new AbortController();
  const first = room.processes.run(
    sh(`echo $$ > ${home.folder}/first; trap '' TERM; while :; do sleep 1; done`),
    stop.signal,
  );
  const second = room.processes.run(
    sh(`echo $$ > ${home.folder}/second; trap '' TERM; while :; do sleep 1; done`),
  );
  const pids = [await pidIn(home, 'first'), await pidIn(home, 'second')];
  stop.abort();
  expect(await first).toMatchObject({ kind: 'not-started' });
  expect(await room.processes.run(sh('true'), stop.signal)).toMatchObject({ kind: 'not-started' });
  await room.close();
  expect(await second).toMatchObject({ kind: 'not-started' });
  expect(pids.filter(isAlive)).toEqual([]);
  expect(await room.processes.run(sh('true'))).toMatchObject({ kind: 'not-started' });
});

test('a command reads what it is given, and one that does not read it is no trouble', async () => {
  const { processes } = await openRoom(await makeHome());
  const input = 'é'.repeat(200_000);
  expect(await processes.run(sh('wc -c', { input }))).toMatchObject({ code: 0, stdout: '400000\n' });
  expect(await processes.run(sh('exit 0', { input }))).toMatchObject({ kind: 'exited', code: 0 });
});
