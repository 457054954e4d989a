import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fixture } from '../../process/harness/fixture.ts';
import type { Home } from '../../process/harness/home.ts';
import { pidOf } from '../../process/harness/look.ts';
import { isAlive, startTicks } from '../../process/harness/processes.ts';
import type { ServedEngine } from '../../process/harness/serve.ts';
import { until } from '../../process/harness/until.ts';
import { type FaultCase, type Scene, type Servers, SHORT } from '../kit/fault-case.ts';
import { count, since, span } from '../kit/measure.ts';

/** Half of them end with their stdin, the others only by force. */
function mixed(number: number): Servers {
  return Object.fromEntries(
    Array.from({ length: number }, (_, at) => [
      `server-${at}`,
      fixture(at % 2 === 0 ? 'well-behaved' : 'ignores-sigterm', { timeouts: SHORT }),
    ]),
  );
}

const serversOf = (home: Home) => home.processes().filter(({ mark }) => mark !== null);

export const guardOf = (home: Home): number | null =>
  home.processes().find(({ commandLine }) => commandLine.includes('signalbox-guard'))?.pid ?? null;

async function killEngine(engine: ServedEngine): Promise<void> {
  process.kill(engine.pid, 'SIGKILL');
  await engine.ended;
}

async function killBoth(home: Home, engine: ServedEngine): Promise<void> {
  const guard = await until('there is a guard', () => guardOf(home));
  process.kill(guard, 'SIGKILL');
  await killEngine(engine);
}

/** Kills engine and guard with so many servers, starts again, and counts who lives. */
async function killedTwice(scene: Scene, number: number): Promise<string> {
  const home = await scene.home(mixed(number));
  const names = Object.keys(mixed(number));
  const engine = await scene.serve(home);
  await engine.untilReady(...names);
  const before = serversOf(home).map(({ pid }) => pid);
  await killBoth(home, engine);
  const survivors = before.filter(isAlive).length;
  const next = await scene.serve(home);
  await next.untilReady(...names);
  const live = serversOf(home);
  assert.equal(new Set(live.map(({ server }) => server)).size, number);
  assert.equal(live.length, number);
  assert.deepEqual(before.filter(isAlive), []);
  const swept = (await next.register()).filter(({ kind }) => kind === 'swept').length;
  return `${survivors} survived the kill, ${swept} told as swept; then live over wanted ${(live.length / number).toFixed(2)}`;
}

function killedWithFifty(id: string, number: number, pace: FaultCase['pace']): FaultCase {
  return {
    id,
    name: `the engine is killed with ${number} servers`,
    injected: 'kill -9 of the engine; half of the servers ignore the end of stdin and SIGTERM',
    expected: 'the guard leaves nothing after 5 s',
    pace,
    async run({ home, serve }) {
      const place = await home(mixed(number));
      const engine = await serve(place);
      await engine.untilReady(...Object.keys(mixed(number)));
      const polite = serversOf(place).filter(({ commandLine }) => commandLine.includes('well-behaved'));
      const killed = since();
      process.kill(engine.pid, 'SIGKILL');
      await until('those that end with their stdin are gone', () => !polite.some(({ pid }) => isAlive(pid)));
      const politeMs = killed();
      await until('all are gone', () => serversOf(place).length === 0);
      const allMs = killed();
      await engine.ended;
      assert(allMs <= 8_000, span(allMs));
      return `those that end with their stdin gone after ${span(politeMs)}, all after ${span(allMs)}`;
    },
  };
}

export const engineKilled: readonly FaultCase[] = [
  killedWithFifty('17a', 10, 'quick'),
  killedWithFifty('17b', 50, 'slow'),
  {
    id: '18a',
    name: 'engine and guard are killed with 6 servers',
    injected: 'kill -9 of both, then the next start',
    expected:
      'every leftover is found by record or mark before anything is started: one process for each server',
    pace: 'quick',
    run: (scene) => killedTwice(scene, 6),
  },
  {
    id: '18b',
    name: 'engine and guard are killed with 50 servers',
    injected: 'kill -9 of both, then the next start',
    expected: 'live over wanted 1.00',
    pace: 'slow',
    run: (scene) => killedTwice(scene, 50),
  },
  {
    id: '18c',
    name: 'the guard alone is killed, then the engine',
    injected: 'kill -9 of the guard, and of the engine once another guard is there',
    expected: 'the new guard knows what to end',
    pace: 'quick',
    async run({ home, serve }) {
      const place = await home(mixed(4));
      const engine = await serve(place);
      await engine.untilReady(...Object.keys(mixed(4)));
      const first = await until('there is a guard', () => guardOf(place));
      process.kill(first, 'SIGKILL');
      const replaced = since();
      await until('another guard is there', () => !isAlive(first) && guardOf(place));
      const replacedMs = replaced();
      const killed = since();
      await killEngine(engine);
      await until('nothing is left', () => serversOf(place).length === 0, { limitMs: 8_000 });
      return `another guard after ${span(replacedMs)}; nothing left ${span(killed())} after the kill`;
    },
  },
  {
    id: '18d',
    name: 'the engine is killed twice in a row, the second time while it sweeps and starts',
    injected: 'kill -9 of engine and guard, then of the next engine as soon as its first server runs',
    expected: 'the third start is clean: one process for each server',
    pace: 'quick',
    async run({ home, serve }) {
      const place = await home(mixed(6));
      const names = Object.keys(mixed(6));
      const engine = await serve(place);
      await engine.untilReady(...names);
      const before = new Set(serversOf(place).map(({ pid }) => pid));
      await killBoth(place, engine);
      const second = await serve(place);
      await until('one of the second runs', () => serversOf(place).some(({ pid }) => !before.has(pid)));
      await killEngine(second);
      const third = await serve(place);
      await third.untilReady(...names);
      await until('the guard of the second is gone', () => serversOf(place).length === 6);
      assert.deepEqual([...before].filter(isAlive), []);
      return `live over wanted ${(serversOf(place).length / 6).toFixed(2)}`;
    },
  },
  {
    id: '19',
    name: 'the pid of a recorded process has been reused',
    injected:
      'forged records: right pid with another start time, right pid of another boot, pid without a start time, pid 1, our own',
    expected: 'no signal to a stranger',
    pace: 'quick',
    async run({ home, serve, defer }) {
      const place = await home({});
      const first = await serve(place);
      await first.end();
      const strangers = await Promise.all(Array.from({ length: 3 }, () => startStranger(defer)));
      const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      const pids = strangers.map(({ pid }) => pid ?? 0);
      const [one = 0, two = 0, three = 0] = pids;
      forge(place, [
        [one, startTicks(one) - 1, bootId],
        [two, startTicks(two), 'a boot before this one'],
        [three, null, bootId],
        [1, startTicks(1) + 1, bootId],
        [process.pid, startTicks(process.pid) + 1, bootId],
      ]);
      const engine = await serve(place);
      assert.deepEqual(pids.map(isAlive), [true, true, true]);
      assert.deepEqual(
        (await engine.register()).filter(({ kind }) => kind === 'swept'),
        [],
      );
      await engine.end();
      assert.deepEqual(rows(place), []);
      return `${count(pids.length, 'stranger')} alive and well, 5 records cleared, nothing told as swept`;
    },
  },
  {
    id: '20a',
    name: 'the engine dies between a spawn and its record',
    injected: 'a trigger in the database refuses to record pids; then kill -9 of engine and guard',
    expected: 'found by its mark at the next start',
    pace: 'quick',
    async run({ home, serve }) {
      const place = await home({});
      await (await serve(place)).end();
      alter(
        place,
        "CREATE TRIGGER no_pid BEFORE UPDATE OF pid ON process BEGIN SELECT RAISE(FAIL, 'forced'); END",
      );
      await place.configure({ bad: fixture('ignores-sigterm', { timeouts: SHORT }) });
      const engine = await serve(place);
      const [view] = await engine.untilReady('bad');
      assert(view !== undefined);
      assert.equal(rows(place)[0]?.['pid'], null);
      await killBoth(place, engine);
      assert.equal(isAlive(pidOf(view)), true);
      alter(place, 'DROP TRIGGER no_pid');
      await place.configure({});
      const next = await serve(place);
      const told = await next.untilRegister('it was swept', ({ kind }) => kind === 'swept');
      assert.equal(isAlive(pidOf(view)), false);
      return `“${told.text}”`;
    },
  },
  {
    id: '20b',
    name: 'the records are lost',
    injected: 'kill -9 of engine and guard, then every record deleted',
    expected: 'found by the mark at the next start',
    pace: 'quick',
    async run({ home, serve }) {
      const place = await home(mixed(4));
      const engine = await serve(place);
      await engine.untilReady(...Object.keys(mixed(4)));
      const before = serversOf(place).map(({ pid }) => pid);
      await killBoth(place, engine);
      alter(place, 'DELETE FROM process');
      await place.configure({});
      const next = await serve(place);
      assert.deepEqual(before.filter(isAlive), []);
      const swept = (await next.register()).filter(({ kind }) => kind === 'swept').length;
      assert(swept >= 2);
      return `${swept} servers told as swept, nothing left`;
    },
  },
];

/** Not the engine's, and the leader of a group as a server's process is. */
async function startStranger(defer: Scene['defer']): Promise<ChildProcess> {
  const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  await once(child, 'spawn');
  defer(async () => void child.kill('SIGKILL'));
  return child;
}

function withDatabase<Value>(home: Home, use: (database: DatabaseSync) => Value): Value {
  const database = new DatabaseSync(home.places.databaseFile);
  try {
    return use(database);
  } finally {
    database.close();
  }
}

const alter = (home: Home, sql: string): void => withDatabase(home, (database) => database.exec(sql));

const rows = (home: Home) =>
  withDatabase(home, (database) => database.prepare('SELECT * FROM process').all());

type Forged = readonly [pid: number, startTicks: number | null, bootId: string];

function forge(home: Home, records: readonly Forged[]): void {
  withDatabase(home, (database) => {
    const insert = database.prepare(
      'INSERT INTO process (mark, server, command, boot_id, pid, start_ticks, created_ms) VALUES (?, ?, ?, ?, ?, ?, 0)',
    );
    for (const [at, [pid, ticks, bootId]] of records.entries()) {
      insert.run(`forged-${at}`, 'ghost', 'sleep', bootId, pid, ticks);
    }
  });
}
