import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { fixture } from '../../process/harness/fixture.ts';
import { type FaultCase, SHORT } from '../kit/fault-case.ts';
import { count } from '../kit/measure.ts';
import { movingClock } from '../kit/moving-clock.ts';

const HOUR_MS = 3_600_000;
const health = { interval: '500ms', timeout: '400ms', misses: 3 };
const calm = { a: fixture('well-behaved', { health }), b: fixture('well-behaved', { health }) };

function machineSleeps(id: string, steady: 'stands' | 'goes-on', how: string): FaultCase {
  return {
    id,
    name: `the machine sleeps for two hours, and its steady clock ${steady === 'stands' ? 'stands' : 'goes on'}`,
    injected: `${how}; three times, probes each half second`,
    expected: 'no server is taken for hung, nothing is restarted, no alarm',
    pace: 'quick',
    async run({ home, open }) {
      const clock = movingClock();
      const engine = await open(await home(calm), { clock });
      const before = (await engine.untilReady('a', 'b')).map(({ pid }) => pid);
      for (let nap = 0; nap < 3; nap += 1) {
        clock.sleep(2 * HOUR_MS, steady);
        await sleep(1_700);
      }
      const after = [await engine.server('a'), await engine.server('b')];
      assert.deepEqual(
        after.map(({ pid, restarts, state }) => [pid, restarts, state]),
        before.map((pid) => [pid, 0, 'ready']),
      );
      const alarms = (await engine.register()).filter(({ lamp }) => lamp === 'bad' || lamp === 'warn');
      assert.deepEqual(alarms, []);
      return `3 naps of 2 h: same processes, 0 restarts, ${count(alarms.length, 'alarm')}`;
    },
  };
}

function frozen(id: string, seconds: number, pace: FaultCase['pace']): FaultCase {
  return {
    id,
    name: `the engine itself is frozen for ${seconds} s`,
    injected: 'kill -STOP of the engine, then kill -CONT; probes each half second',
    expected: 'no server is taken for hung when it wakes',
    pace,
    async run({ home, serve }) {
      const engine = await serve(await home(calm));
      const before = (await engine.untilReady('a', 'b')).map(({ pid }) => pid);
      await sleep(1_500);
      process.kill(engine.pid, 'SIGSTOP');
      await sleep(seconds * 1_000);
      process.kill(engine.pid, 'SIGCONT');
      await sleep(3_000);
      const after = [await engine.server('a'), await engine.server('b')];
      assert.deepEqual(
        after.map(({ pid, restarts }) => [pid, restarts]),
        before.map((pid) => [pid, 0]),
      );
      assert.deepEqual(
        (await engine.register()).filter(({ kind }) => kind === 'hung'),
        [],
      );
      return 'same processes, 0 restarts, 0 alarms';
    },
  };
}

function clockSet(id: string, what: string, jumpMs: number): FaultCase {
  return {
    id,
    name: `the time of day is set ${what}`,
    injected: 'the engine’s clock, while one server waits for its next start and two run',
    expected: 'waits go by the steady clock: no burst of starts, none put off; samples stay in order',
    pace: 'quick',
    async run({ home, open }) {
      const clock = movingClock();
      const bad = fixture('exits-at-once', { timeouts: SHORT });
      const engine = await open(await home({ ...calm, bad }), { clock, random: () => 0.5 });
      await engine.untilReady('a', 'b');
      await engine.untilServer(
        'bad',
        'waits 4 s',
        ({ state, restarts }) => state === 'backing-off' && restarts === 2,
      );
      const startedMs = performance.now();
      clock.jump(jumpMs);
      await engine.untilServer('bad', 'is tried', ({ restarts }) => restarts >= 3);
      const waitedMs = performance.now() - startedMs;
      assert(waitedMs > 2_500, `it was tried after ${waitedMs} ms`);
      await sleep(2_500);
      assert.equal((await engine.server('bad')).restarts, 3);
      const { samples } = await engine.snapshot();
      const entries = await engine.register();
      assert(samples.length > 0);
      assert.deepEqual(
        entries.map(({ id: number }) => number),
        entries.map(({ id: number }) => number).toSorted((one, other) => one - other),
      );
      assert.equal((await engine.server('a')).restarts, 0);
      return `the wait of 4 s took ${(waitedMs / 1000).toFixed(1)} s more; one start, not several; ${count(samples.length, 'sample')} kept`;
    },
  };
}

export const clocks: readonly FaultCase[] = [
  machineSleeps(
    '21a',
    'stands',
    'the time of day jumps by 2 h, timers and the steady clock do not, as on Linux',
  ),
  machineSleeps('21b', 'goes-on', 'time of day and steady clock both jump by 2 h'),
  frozen('21c', 6, 'quick'),
  frozen('21d', 60, 'slow'),
  clockSet('22a', 'a day ahead', 24 * HOUR_MS),
  clockSet('22b', 'an hour back', -HOUR_MS),
];
