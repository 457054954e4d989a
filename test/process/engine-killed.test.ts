import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { untilFamilyRuns } from './harness/family.ts';
import { FIXTURES, fixture } from './harness/fixture.ts';
import { type Home, makeHome } from './harness/home.ts';
import { pidOf } from './harness/look.ts';
import { openEngine } from './harness/open-engine.ts';
import { isAlive, startTicks } from './harness/processes.ts';
import { type ServedEngine, serve } from './harness/serve.ts';
import { until } from './harness/until.ts';

/** The product's promise: so long after its engine was killed nothing of a server is left. */
const PROMISE_MS = 8_000;

/** For the quits at the ends of these tests, which are not what they are about. */
const timeouts = { stdinClose: '200ms', terminate: '200ms' };
const SERVERS = {
  polite: fixture('well-behaved'),
  stubborn: fixture('ignores-sigterm', { timeouts }),
  family: fixture('forks-and-setsid'),
  // Clears its environment, so that no mark leads to it.
  bare: { command: 'env', args: ['-i', process.execPath, `${FIXTURES}ignores-sigterm.js`], timeouts },
};
const NAMES = Object.keys(SERVERS);

interface Running {
  readonly engine: ServedEngine;
  readonly pids: readonly number[];
  readonly stubborn: number;
  readonly bare: number;
  readonly grandchildren: readonly number[];
}

/** Starts the engine and waits for every process that the servers start. */
async function runAll(home: Home): Promise<Running> {
  await home.configure(SERVERS);
  const engine = await serve(home);
  const [polite, stubborn, family, bare] = (await engine.untilReady(...NAMES)).map(pidOf);
  if (!polite || !stubborn || !family || !bare) throw new Error('a server is missing');
  home.adopt(bare);
  const grandchildren = await untilFamilyRuns(home);
  return { engine, pids: [polite, stubborn, family, bare, ...grandchildren], stubborn, bare, grandchildren };
}

const guardOf = (home: Home): number | null =>
  home.processes().find(({ commandLine }) => commandLine.includes('signalbox-guard'))?.pid ?? null;

test('nothing is left of any server 8 s after the engine was killed, and the next start says what was swept', async () => {
  const home = await makeHome();
  const { engine, pids, stubborn, grandchildren } = await runAll(home);

  process.kill(engine.pid, 'SIGKILL');
  await until('nothing of the servers is left', () => !pids.some(isAlive), {
    limitMs: PROMISE_MS,
    seen: () => home.processes(),
  });
  await until('the guard is gone too', () => home.processes().length === 0);

  const after = await serve(home);
  const told = (await after.register()).filter(({ kind }) => kind === 'swept');
  expect(told.map(({ server }) => server).sort()).toEqual(['bare', 'family', 'stubborn']);
  const textOf = (name: string) => told.find(({ server }) => server === name)?.text;
  expect(textOf('stubborn')).toMatch(/^stubborn was left running by an engine that died: the guard ended/);
  expect(textOf('stubborn')).toContain(String(stubborn));
  for (const pid of grandchildren) expect(textOf('family')).toContain(String(pid));

  const views = await after.untilReady(...NAMES);
  const bare = views.find(({ name }) => name === 'bare');
  if (bare !== undefined) home.adopt(pidOf(bare));
  expect(views.map(pidOf).filter((pid) => pids.includes(pid))).toEqual([]);
  expect(await after.end()).toBe(0);
});

test('when the guard was killed too, the next start ends every process by its record or its mark, and says so', async () => {
  const home = await makeHome();
  const { engine, pids, stubborn, bare, grandchildren } = await runAll(home);
  const guard = await until('there is a guard', () => guardOf(home));

  process.kill(engine.pid, 'SIGKILL');
  process.kill(guard, 'SIGKILL');
  await engine.ended;
  // Without its record the family can be found by mark alone; without a mark the bare one by its record alone.
  const database = new DatabaseSync(home.places.databaseFile);
  database.exec("DELETE FROM process WHERE server = 'family'");
  database.close();
  expect([stubborn, bare, ...grandchildren].every(isAlive)).toBe(true);

  await home.configure({});
  const after = await serve(home);
  expect(pids.filter(isAlive)).toEqual([]);
  const told = (await after.register()).filter(({ kind }) => kind === 'swept');
  const textOf = (name: string) => told.find(({ server }) => server === name)?.text ?? '';
  expect(textOf('stubborn')).toContain(`this start ended 1 process (${stubborn})`);
  expect(textOf('bare')).toContain(`this start ended 1 process (${bare})`);
  for (const pid of grandchildren) expect(textOf('family')).toContain(String(pid));
  expect(told.every(({ text }) => !text.includes('Not ended'))).toBe(true);
});

test('a guard that is killed is replaced, and the new one knows what to watch', async () => {
  const home = await makeHome();
  const { engine, pids } = await runAll(home);
  const first = await until('there is a guard', () => guardOf(home));
  process.kill(first, 'SIGKILL');
  const second = await until('another guard is there', () => !isAlive(first) && guardOf(home));
  expect(second).not.toBe(first);

  process.kill(engine.pid, 'SIGKILL');
  await until('nothing of the servers is left', () => !pids.some(isAlive), { limitMs: PROMISE_MS });
});

test('a stranger that has the pid of a recorded process lives on', async () => {
  const home = await makeHome();
  await home.configure({});
  const first = await openEngine(home);
  await first.engine.close();

  const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const strangers = await Promise.all([startStranger(), startStranger(), startStranger()]);
  const [other, older, unknown] = strangers.map(({ pid }) => pid ?? 0) as [number, number, number];
  const database = new DatabaseSync(home.places.databaseFile);
  const insert = database.prepare(
    "INSERT INTO process (mark, server, command, boot_id, pid, start_ticks, created_ms) VALUES (?, 'ghost', 'sleep', ?, ?, ?, 0)",
  );
  insert.run('a mark', bootId, other, startTicks(other) - 1);
  insert.run('another mark', 'a boot before this one', older, startTicks(older));
  insert.run('a third mark', bootId, unknown, null);
  database.close();

  const engine = await openEngine(home);
  expect(strangers.map(({ pid }) => isAlive(pid ?? 0))).toEqual([true, true, true]);
  expect((await engine.register()).filter(({ kind }) => kind === 'swept')).toEqual([]);
  await engine.engine.close();
  const records = new DatabaseSync(home.places.databaseFile);
  expect(records.prepare('SELECT * FROM process').all()).toEqual([]);
  records.close();
});

/** Not the engine's, and the leader of a group as a server's process is. */
async function startStranger(): Promise<ChildProcess> {
  const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  await once(child, 'spawn');
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}
