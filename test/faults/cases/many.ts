import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fixture } from '../../process/harness/fixture.ts';
import { pidOf } from '../../process/harness/look.ts';
import { createRandom } from '../../process/harness/random.ts';
import { startSignalbox } from '../../process/harness/serve.ts';
import { until } from '../../process/harness/until.ts';
import { type FaultCase, SHORT } from '../kit/fault-case.ts';
import { count, span } from '../kit/measure.ts';

const settings = { timeouts: SHORT };
const good = fixture('well-behaved', settings);
const named = (number: number) => Array.from({ length: number }, (_, at) => `server-${at}`);

function dieAtOnce(id: string, number: number, pace: FaultCase['pace']): FaultCase {
  return {
    id,
    name: `${number} servers are killed at once`,
    injected: 'kill -9 of all; operations.parallelStarts is 4',
    expected: 'all back, never more than four starting at a time',
    pace,
    async run({ home, open }) {
      const names = named(number);
      const engine = await open(await home(Object.fromEntries(names.map((name) => [name, good]))));
      let most = 0;
      const startsMs: number[] = [];
      const states = new Map<string, string>();
      const stop = engine.engine.subscribe('servers', ({ changed }) => {
        for (const { name, state } of changed) {
          if (state === 'starting' && states.get(name) !== 'starting') startsMs.push(performance.now());
          states.set(name, state);
        }
        most = Math.max(most, [...states.values()].filter((state) => state === 'starting').length);
      });
      const first = await engine.untilReady(...names);
      startsMs.length = 0;
      for (const view of first) process.kill(pidOf(view), 'SIGKILL');
      for (const name of names) {
        await engine.untilServer(
          name,
          'is back',
          ({ state, restarts }) => state === 'ready' && restarts === 1,
        );
      }
      stop();
      assert(most <= 4, `${most} at a time`);
      const spreadMs = Math.max(...startsMs) - Math.min(...startsMs);
      return `all ${number} back, at most ${most} starting at a time, starts spread over ${span(spreadMs)}`;
    },
  };
}

export const many: readonly FaultCase[] = [
  dieAtOnce('30a', 12, 'quick'),
  dieAtOnce('30k', 50, 'slow'),
  {
    id: '30b',
    name: 'a server dies that another depends on',
    injected: 'kill -9 of the one below; and another pair with restart.withDependencies',
    expected: 'the one above runs on; with withDependencies it is restarted once the other is back',
    pace: 'quick',
    async run({ home, open }) {
      const engine = await open(
        await home({
          above: fixture('well-behaved', { ...settings, dependsOn: ['below'] }),
          follower: fixture('well-behaved', {
            ...settings,
            dependsOn: ['below'],
            restart: { withDependencies: true },
          }),
          below: good,
        }),
      );
      const [above, follower, below] = await engine.untilReady('above', 'follower', 'below');
      assert(above !== undefined && follower !== undefined && below !== undefined);
      assert(Date.parse(below.started_at ?? '') <= Date.parse(above.started_at ?? ''));
      process.kill(pidOf(below), 'SIGKILL');
      await engine.untilServer(
        'below',
        'is back',
        ({ state, restarts }) => state === 'ready' && restarts === 1,
      );
      await engine.untilServer(
        'follower',
        'was restarted',
        ({ pid, state }) => state === 'ready' && pid !== follower.pid,
      );
      assert.equal((await engine.server('above')).pid, above.pid);
      return 'started in order; above: same process; follower: restarted after it';
    },
  },
  {
    id: '30c',
    name: 'a server depends on one that can’t start',
    injected: 'the one below does not exist; mended by an edit later',
    expected: 'the one above waits and says for what; it starts when the other is ready',
    pace: 'quick',
    async run({ home, serve }) {
      const above = fixture('well-behaved', { ...settings, dependsOn: ['below'] });
      const place = await home({ above, below: { command: 'no-such-command-anywhere' } });
      const engine = await serve(place);
      await engine.untilServer('below', 'fails', ({ state }) => state === 'failed');
      const waiting = await engine.untilServer('above', 'waits', ({ state }) => state === 'waiting');
      assert.match(`${waiting.reason} ${waiting.next_step}`, /below/);
      await place.configure({ above, below: good });
      await engine.untilReady('below', 'above');
      return `“${waiting.reason}”; ready after the edit`;
    },
  },
  {
    id: '30d',
    name: 'the configuration is edited while a server is down and waits',
    injected: 'servers.json written during the back-off, with another argument',
    expected: 'the new settings start at once, once',
    pace: 'quick',
    async run({ home, serve }) {
      const place = await home({ a: fixture('exits-at-once', settings), b: good });
      const engine = await serve(place);
      await engine.untilServer(
        'a',
        'waits',
        ({ state, restarts }) => state === 'backing-off' && restarts >= 1,
      );
      await place.configure({ a: good, b: good });
      await engine.untilReady('a');
      await sleep(2_500);
      assert.equal(place.pidsOf('a').length, 1);
      const { restarts } = await engine.server('b');
      assert.equal(restarts, 0);
      return 'ready with the new settings; 1 process; the other untouched';
    },
  },
  {
    id: '30e',
    name: 'a server is taken out of the configuration while it restarts',
    injected: 'servers.json written during the start after a kill; and the whole file deleted later',
    expected: 'nothing of it is left and it does not come back; without a file the others run on',
    pace: 'quick',
    async run({ home, serve }) {
      const slow = fixture('slow-start', { ...settings, env: { SLOW_START_MS: '3000' } });
      const place = await home({ a: slow, b: good });
      const engine = await serve(place);
      const [a, b] = await engine.untilReady('a', 'b');
      assert(a !== undefined && b !== undefined);
      process.kill(pidOf(a), 'SIGKILL');
      await engine.untilServer(
        'a',
        'starts again',
        ({ state, pid }) => state === 'starting' && pid !== null && pid !== a.pid,
      );
      await place.configure({ b: good });
      await until(
        'it is gone',
        async () => (await engine.snapshot()).servers.length === 1 && place.pidsOf('a').length === 0,
      );
      await rm(place.file);
      await sleep(2_500);
      assert.deepEqual(place.pidsOf('a'), []);
      assert.deepEqual(place.pidsOf('b'), [b.pid]);
      return 'gone for good; the other untouched, also without a file';
    },
  },
  {
    id: '30f',
    name: 'stop is pressed while a server waits for its next start',
    injected: 'the command stop during the back-off',
    expected: 'stopped; the start that was due never comes',
    pace: 'quick',
    async run({ home, open }) {
      const place = await home({ a: fixture('exits-at-once', settings) });
      const engine = await open(place);
      const { restarts } = await engine.untilServer(
        'a',
        'waits',
        ({ state, restarts: tries }) => state === 'backing-off' && tries >= 1,
      );
      await engine.call('stop', { names: ['a'] });
      await sleep(4_500);
      const view = await engine.server('a');
      assert.equal(view.state, 'stopped');
      assert.equal(view.restarts, restarts);
      return `${view.state}, “${view.reason}”, no further start`;
    },
  },
  {
    id: '30g',
    name: 'stop is pressed while a server starts',
    injected: 'the command stop in the middle of a slow start',
    expected: 'stopped, nothing left',
    pace: 'quick',
    async run({ home, open }) {
      const place = await home({
        a: fixture('slow-start', { ...settings, env: { SLOW_START_MS: '20000' } }),
      });
      const engine = await open(place);
      await engine.untilServer('a', 'starts', ({ state, pid }) => state === 'starting' && pid !== null);
      await engine.call('stop', { names: ['a'] });
      assert.deepEqual(place.pidsOf('a'), []);
      await sleep(2_000);
      assert.equal((await engine.server('a')).state, 'stopped');
      assert.deepEqual(place.pidsOf('a'), []);
      return 'stopped, nothing left';
    },
  },
  {
    id: '30h',
    name: 'sixty wishes follow each other faster than they can be met',
    injected: 'random start, stop and restart of a server that ignores SIGTERM, at random moments',
    expected: 'the last wish wins, never two processes at a time',
    pace: 'quick',
    async run({ home, open }) {
      const random = createRandom();
      const place = await home({ a: fixture('ignores-sigterm', settings) });
      const engine = await open(place);
      let most = 0;
      const watch = setInterval(() => {
        most = Math.max(most, place.pidsOf('a').length);
      }, 20);
      const wishes: Promise<unknown>[] = [];
      for (let wish = 0; wish < 60; wish += 1) {
        const what = (['start', 'stop', 'restart'] as const)[random.below(3)] ?? 'start';
        wishes.push(engine.call(what, { names: ['a'] }));
        await sleep(random.below(80));
      }
      const last = random.chance(0.5) ? 'start' : 'stop';
      wishes.push(engine.call(last, { names: ['a'] }));
      const view = await engine.untilServer(
        'a',
        'is as wished last',
        ({ state }) => state === (last === 'start' ? 'ready' : 'stopped'),
      );
      await Promise.all(wishes);
      await sleep(1_000);
      clearInterval(watch);
      const left = place.pidsOf('a').length;
      assert.equal(left, last === 'start' ? 1 : 0);
      assert.equal((await engine.server('a')).state, view.state);
      assert(most <= 1, `${most} at a time, ${random.told}`);
      return `last wish ${last}: ${view.state}, ${count(left, 'process', 'processes')}; never more than ${most} (${random.told})`;
    },
  },
  {
    id: '30i',
    name: 'two engines are started on one home at the same moment',
    injected: 'two serve commands at once',
    expected: 'one owns the home, the other ends with a line that says so; one process for the server',
    pace: 'quick',
    async run({ home, defer }) {
      const place = await home({ a: good });
      const argv = ['serve', '--json', '--port', '0', '--config', place.file];
      const both = [startSignalbox(place, argv, { defer }), startSignalbox(place, argv, { defer })];
      const loser = await Promise.race(
        both.map((program) => program.ended.then((code) => ({ program, code }))),
      );
      const winner = both.find((program) => program !== loser.program);
      assert(winner !== undefined);
      assert.equal(loser.code, 1);
      await until('the other serves', () => winner.stdout().includes('"url"'));
      await until('the server runs', () => place.pidsOf('a').length > 0);
      await sleep(1_500);
      assert.equal(place.pidsOf('a').length, 1);
      winner.child.kill('SIGTERM');
      assert.equal(await winner.ended, 0);
      return `the other said: “${loser.program.stderr().trim().split('\n')[0]?.slice(0, 80)}…”`;
    },
  },
  {
    id: '30j',
    name: 'the engine is killed after its owner stopped a server',
    injected: 'stop of one and kill -9 of another server, then kill -9 of the engine',
    expected: 'what you stopped stays stopped at the next start; restart counts go on',
    pace: 'quick',
    async run({ home, serve }) {
      const place = await home({ a: good, b: good });
      const engine = await serve(place);
      const [, b] = await engine.untilReady('a', 'b');
      assert(b !== undefined);
      process.kill(pidOf(b), 'SIGKILL');
      await engine.untilServer('b', 'is back', ({ state, restarts }) => state === 'ready' && restarts === 1);
      await engine.call('stop', { names: ['a'] });
      process.kill(engine.pid, 'SIGKILL');
      await engine.ended;
      const next = await serve(place);
      const [back] = await next.untilReady('b');
      const stopped = await next.server('a');
      assert.equal(stopped.state, 'stopped');
      assert.deepEqual(place.pidsOf('a'), []);
      assert.equal(back?.restarts, 1);
      return `a: ${stopped.state}, “${stopped.reason}”; b: ready, ${count(back?.restarts ?? 0, 'restart')} kept`;
    },
  },
];
