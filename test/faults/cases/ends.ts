import assert from 'node:assert/strict';
import { scaledClock } from '../../fakes/scaled-clock.ts';
import { fixture } from '../../process/harness/fixture.ts';
import { pidOf } from '../../process/harness/look.ts';
import type { OpenEngine } from '../../process/harness/open-engine.ts';
import { until } from '../../process/harness/until.ts';
import type { FaultCase } from '../kit/fault-case.ts';
import { count, since, span } from '../kit/measure.ts';

/** In the middle: no jitter. */
const steady = () => 0.5;
/** What a process takes does not shrink with a fast clock, so its timeouts must be that much longer. */
const unhurried = { timeouts: { start: '20m' } };

/** The waits that the register tells of, in words. */
async function toldWaits(engine: OpenEngine, server: string): Promise<string[]> {
  const texts = (await engine.register(server)).map(({ text }) => /next start in (.+?)$/.exec(text)?.[1]);
  return texts.filter((text) => text !== undefined);
}

function killedBy(id: string, signal: 'SIGSEGV' | 'SIGABRT'): FaultCase {
  return {
    id,
    name: `a server dies of ${signal}`,
    injected: `kill -${signal.slice(3)} of its process`,
    expected: 'started again; the signal is named, what it wrote last is kept',
    pace: 'quick',
    async run({ home, open }) {
      const engine = await open(await home({ bad: fixture('ignores-sigterm') }));
      const [first] = await engine.untilReady('bad');
      assert(first !== undefined);
      process.kill(pidOf(first), signal);
      const back = await engine.untilServer(
        'bad',
        'is back',
        ({ state, restarts }) => state === 'ready' && restarts === 1,
      );
      assert.equal(back.last_exit?.signal, signal);
      assert.notEqual(back.pid, first.pid);
      const told = await engine.untilRegister('it went down', ({ kind }) => kind === 'went-down');
      assert.match(told.text, new RegExp(`was killed by ${signal}`));
      return `“${told.text}”; back, ${count(back.restarts, 'restart')}`;
    },
  };
}

export const ends: readonly FaultCase[] = [
  {
    id: '1a',
    name: 'a server exits with code 1 at once, again and again',
    injected: 'a server that fails before it reads anything; clock 20 times as fast',
    expected: 'waits of 1, 2, 4, 8, 16 s; the sixth end in ten minutes is a crash loop with one alarm',
    pace: 'quick',
    async run({ home, open }) {
      const engine = await open(await home({ bad: fixture('exits-at-once', unhurried) }), {
        clock: scaledClock(20),
        random: steady,
      });
      const view = await engine.untilServer('bad', 'loops', ({ state }) => state === 'crash-looping');
      const waits = await toldWaits(engine, 'bad');
      assert.deepEqual(waits.slice(0, 5), ['1.0 s', '2.0 s', '4.0 s', '8.0 s', '16 s']);
      const loops = (await engine.register('bad')).filter(({ kind }) => kind === 'crash-loop');
      assert.equal(loops.length, 1);
      return `waits ${waits.join(', ')}; ${view.state} after ${view.restarts + 1} ends`;
    },
  },
  {
    id: '1b',
    name: 'a server exits at once for half an hour',
    injected: 'as 1a; clock 200 times as fast, 30 minutes of it',
    expected: 'at most 8 starts in the first ten minutes, and it is never given up',
    pace: 'quick',
    async run({ home, open }) {
      const clock = scaledClock(200);
      const engine = await open(
        await home({ bad: fixture('exits-at-once', { timeouts: { start: '1h' } }) }),
        {
          clock,
        },
      );
      const startedAt = clock.now();
      const minutes = () => (clock.now() - startedAt) / 60_000;
      await until('ten minutes are over', () => minutes() >= 10);
      const early = (await engine.server('bad')).restarts + 1;
      await until('half an hour is over', () => minutes() >= 30);
      const view = await engine.server('bad');
      assert(early <= 8, `${early} starts in ten minutes`);
      assert(view.restarts + 1 > early, 'no trial followed');
      return `${early} starts in 10 min, ${view.restarts + 1} in 30 min; then ${view.state}`;
    },
  },
  {
    id: '2',
    name: 'a server exits with code 0 unasked',
    injected: 'a server that ends at once and calls it a success',
    expected: 'a failure under the policy on-failure: the pipe has ended, so it serves nobody',
    pace: 'quick',
    async run({ home, open }) {
      const engine = await open(await home({ bad: fixture('exits-with-zero') }));
      const view = await engine.untilServer('bad', 'is tried again', ({ restarts }) => restarts >= 1);
      assert.equal(view.last_exit?.code, 0);
      const [told] = await engine.register('bad');
      return `“${told?.text}”`;
    },
  },
  killedBy('3a', 'SIGSEGV'),
  killedBy('3b', 'SIGABRT'),
  {
    id: '4a',
    name: 'a server that was well for a minute is killed',
    injected: 'kill -9 after a minute of a clock 60 times as fast',
    expected: 'the next start comes within 350 ms, as for a one-off',
    pace: 'quick',
    async run({ home, open }) {
      const clock = scaledClock(60);
      const engine = await open(await home({ bad: fixture('well-behaved', unhurried) }), { clock });
      const [first] = await engine.untilReady('bad');
      assert(first !== undefined);
      const sinceMs = clock.monotonic();
      await until('it was well for a minute', () => clock.monotonic() - sinceMs > 61_000);
      process.kill(pidOf(first), 'SIGKILL');
      await engine.untilServer(
        'bad',
        'is back',
        ({ state, restarts }) => state === 'ready' && restarts === 1,
      );
      const [wait] = await toldWaits(engine, 'bad');
      assert.match(wait ?? '', /^\d+ ms$/);
      assert(Number.parseInt(wait ?? '', 10) <= 350, wait);
      return `next start in ${wait}`;
    },
  },
  {
    id: '4b',
    name: 'the same in real time',
    injected: 'kill -9 after 61 s of health',
    expected: 'launched again after a wait of 250 ms ± 25 %',
    pace: 'slow',
    async run({ home, open }) {
      const engine = await open(await home({ bad: fixture('well-behaved') }));
      const [first] = await engine.untilReady('bad');
      assert(first !== undefined);
      const well = since();
      await until('it was well for a minute', () => well() > 61_000, { limitMs: 90_000 });
      const killed = since();
      process.kill(pidOf(first), 'SIGKILL');
      await engine.untilServer('bad', 'runs again', ({ pid }) => pid !== null && pid !== first.pid);
      const launchedMs = killed();
      await engine.untilReady('bad');
      const [wait = ''] = await toldWaits(engine, 'bad');
      assert.match(wait, /^\d+ ms$/);
      // On a busy machine what comes after the wait may take a moment more.
      assert(launchedMs <= Number.parseInt(wait, 10) + 250, span(launchedMs));
      return `a new process after ${span(launchedMs)}, of which ${wait} by design; ready after ${span(killed())}`;
    },
  },
];
