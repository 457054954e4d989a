import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { fixture } from '../../process/harness/fixture.ts';
import { pidOf } from '../../process/harness/look.ts';
import { isAlive } from '../../process/harness/processes.ts';
import { type FaultCase, SHORT } from '../kit/fault-case.ts';
import { since, span } from '../kit/measure.ts';

/** A hang is found after three of these instead of three times ten seconds. */
const health = { interval: '1s', timeout: '800ms', misses: 3 };

export const silence: readonly FaultCase[] = [
  {
    id: '6',
    name: 'a server starts and never answers the handshake',
    injected: 'a server that reads everything and answers nothing; "start" is 1 s',
    expected: 'ended at the timeout with its whole tree, the reason told, tried again',
    pace: 'quick',
    async run({ home, open }) {
      const place = await home({ bad: fixture('never-answers', { timeouts: { ...SHORT, start: '1s' } }) });
      const engine = await open(place);
      const started = await engine.untilServer('bad', 'runs', ({ pid }) => pid !== null);
      const told = await engine.untilRegister('it went down', ({ kind }) => kind === 'went-down');
      await engine.untilServer('bad', 'is tried again', ({ restarts }) => restarts >= 1);
      assert.equal(isAlive(pidOf(started)), false);
      return `“${told.text}”`;
    },
  },
  {
    id: '7a',
    name: 'a server is stopped in its tracks (SIGSTOP)',
    injected: 'kill -STOP of a ready server; probes each second instead of each ten',
    expected:
      'found after three missed probes; ended though a stopped process hears no SIGTERM; started again',
    pace: 'quick',
    async run({ home, open }) {
      const engine = await open(await home({ bad: fixture('well-behaved', { health, timeouts: SHORT }) }));
      const [first] = await engine.untilReady('bad');
      assert(first !== undefined);
      const frozen = since();
      process.kill(pidOf(first), 'SIGSTOP');
      const told = await engine.untilRegister('it hangs', ({ kind }) => kind === 'hung');
      const foundMs = frozen();
      await engine.untilServer(
        'bad',
        'is back',
        ({ state, restarts }) => state === 'ready' && restarts === 1,
      );
      assert.equal(isAlive(pidOf(first)), false);
      return `found after ${span(foundMs)}: “${told.text}”; back after ${span(frozen())}`;
    },
  },
  {
    id: '7b',
    name: 'the same with the default times',
    injected: 'kill -STOP of a ready server',
    expected: 'found within 45 s',
    pace: 'slow',
    async run({ home, open }) {
      const engine = await open(await home({ bad: fixture('well-behaved') }));
      const [first] = await engine.untilReady('bad');
      assert(first !== undefined);
      const frozen = since();
      process.kill(pidOf(first), 'SIGSTOP');
      await engine.untilRegister('it hangs', ({ kind }) => kind === 'hung');
      const foundMs = frozen();
      await engine.untilServer(
        'bad',
        'is back',
        ({ state, restarts }) => state === 'ready' && restarts === 1,
      );
      assert(foundMs <= 45_000, span(foundMs));
      return `found after ${span(foundMs)}, back after ${span(frozen())}`;
    },
  },
  {
    id: '7c',
    name: 'a server hangs that is to be left running',
    injected: 'kill -STOP, with health.onHang "alert"; later kill -CONT',
    expected: 'told once and not ended; told again when it answers',
    pace: 'quick',
    async run({ home, open }) {
      const engine = await open(
        await home({
          bad: fixture('well-behaved', { health: { ...health, onHang: 'alert' }, timeouts: SHORT }),
        }),
      );
      const [first] = await engine.untilReady('bad');
      assert(first !== undefined);
      process.kill(pidOf(first), 'SIGSTOP');
      const told = await engine.untilRegister('it hangs', ({ kind }) => kind === 'hung');
      await engine.untilServer('bad', 'is shown as hung', ({ hung }) => hung);
      await sleep(4_000);
      assert.equal(isAlive(pidOf(first)), true);
      process.kill(pidOf(first), 'SIGCONT');
      const back = await engine.untilServer('bad', 'answers again', ({ hung }) => !hung);
      assert.equal(back.pid, first.pid);
      assert.equal(back.restarts, 0);
      assert.equal((await engine.register('bad')).filter(({ kind }) => kind === 'hung').length, 1);
      return `“${told.text}”; same process afterwards, 0 restarts`;
    },
  },
  {
    id: '8',
    name: 'a server computes for ever and answers nothing',
    injected: 'an endless loop after the handshake; probes each second',
    expected: 'as 7a, and its processor time is shown',
    pace: 'quick',
    async run({ home, open }) {
      const engine = await open(await home({ bad: fixture('busy-loop', { health, timeouts: SHORT }) }));
      const first = await engine.untilServer('bad', 'is ready', ({ state }) => state === 'ready');
      const busy = await engine.untilServer(
        'bad',
        'is seen computing',
        ({ cpu_percent }) => (cpu_percent ?? 0) > 20,
      );
      const told = await engine.untilRegister('it hangs', ({ kind }) => kind === 'hung');
      await engine.untilServer('bad', 'is tried again', ({ restarts }) => restarts >= 1);
      assert.equal(isAlive(pidOf(first)), false);
      return `${busy.cpu_percent?.toFixed(0)} % of a core shown; “${told.text}”`;
    },
  },
  {
    id: '9',
    name: 'a server answers each probe too late',
    injected: 'answers after 0.9 s where probes are given 0.8 s',
    expected: 'slow is not dead, a late answer is life: never restarted',
    pace: 'quick',
    async run({ home, open }) {
      const bad = fixture('answers-late', { env: { LATE_MS: '900' }, health });
      const engine = await open(await home({ bad }));
      const [first] = await engine.untilReady('bad');
      await sleep(8_000);
      const view = await engine.server('bad');
      assert.equal(view.pid, first?.pid);
      assert.equal(view.restarts, 0);
      return `after 8 s of late answers: ${view.state}, ${view.health}, same process`;
    },
  },
  {
    id: '10a',
    name: 'a tool call takes long and the server answers nothing else meanwhile',
    injected: 'a call that computes for 8 s, with probes each second',
    expected: 'not a hang: the call is answered, nothing is restarted',
    pace: 'quick',
    async run({ home, open }) {
      const bad = fixture('blocks-in-call', { env: { BLOCK_MS: '8000' }, health });
      const engine = await open(await home({ bad }));
      const [first] = await engine.untilReady('bad');
      const params = { name: 'echo', arguments: { message: 'done' } };
      const answer = await engine.call('request', { server: 'bad', method: 'tools/call', params });
      const view = await engine.server('bad');
      assert.equal(answer.error, null);
      assert.equal(view.pid, first?.pid);
      assert.equal(view.restarts, 0);
      return `answered after ${span(answer.ms)}; same process, 0 restarts`;
    },
  },
  {
    id: '10b',
    name: 'a server hangs in a tool call for good',
    injected: 'a call that computes for a minute and is given 2 s, with probes each second',
    expected: 'the caller is told at its timeout; then it counts as a hang, and is ended and started again',
    pace: 'quick',
    async run({ home, open }) {
      const bad = fixture('blocks-in-call', { env: { BLOCK_MS: '60000' }, health, timeouts: SHORT });
      const engine = await open(await home({ bad }));
      await engine.untilReady('bad');
      const params = { name: 'echo', arguments: { message: 'done' } };
      const call = { server: 'bad', method: 'tools/call', params, timeout_ms: 2000 };
      const refused = await engine.call('request', call).then(
        () => 'answered',
        (error: unknown) => String(error),
      );
      assert.match(refused, /not|time/i);
      const told = await engine.untilRegister('it hangs', ({ kind }) => kind === 'hung');
      await engine.untilServer(
        'bad',
        'is back',
        ({ state, restarts }) => state === 'ready' && restarts === 1,
      );
      return `caller: ${refused}; “${told.text}”`;
    },
  },
];
