import assert from 'node:assert/strict';
import type { ServerView } from '#contract/server.ts';
import { fixture } from '../../process/harness/fixture.ts';
import { pidOf } from '../../process/harness/look.ts';
import { isAlive } from '../../process/harness/processes.ts';
import { until } from '../../process/harness/until.ts';
import { type FaultCase, type Scene, SHORT } from '../kit/fault-case.ts';
import { since, span } from '../kit/measure.ts';
import { mebibytes } from '../kit/memory.ts';

const MIB = 2 ** 20;
const SOFT = { memorySoft: '120MB' };
const SOFT_BYTES = 120 * MIB;
/** A pass each second, the most often that can be set. */
const OFTEN = { monitoring: { interval: '1s' } };

const softLimit = ({ limits }: ServerView) => limits.find(({ limit }) => limit === 'memory_soft');

/** Waits for the soft limit to be crossed and for the restart that follows; says when it came. */
async function leakUntilRestart(
  scene: Scene,
  server: object,
  beside: object,
): Promise<{ seen: string; afterMs: number }> {
  const place = await scene.home({ bad: server }, beside);
  const engine = await scene.open(place);
  const [first] = await engine.untilReady('bad');
  assert(first !== undefined);
  await engine.untilServer(
    'bad',
    'is over its limit',
    ({ memory_bytes }) => (memory_bytes ?? 0) > SOFT_BYTES,
  );
  const over = since();
  let most = 0;
  const view = await engine.untilServer('bad', 'is restarted for its limit', (now) => {
    most = Math.max(most, now.memory_bytes ?? 0);
    return now.limit_restarts === 1 && now.state === 'ready';
  });
  const afterMs = over();
  assert.equal(isAlive(pidOf(first)), false);
  assert.equal(view.restarts, 0);
  const told = (await engine.register('bad')).filter(({ kind }) => kind === 'limit');
  assert(told.length > 0);
  const enforced = softLimit(view)?.enforced_by ?? 'nobody';
  const seen = `ready again ${span(afterMs)} after it was seen above 120 MiB, at ${mebibytes(most)} at most (${enforced}); “${told.at(-1)?.text}”`;
  return { seen, afterMs };
}

export const limits: readonly FaultCase[] = [
  {
    id: '28a',
    name: 'a server leaks 10 MiB a second',
    injected: 'a soft limit of 120 MB, to be passed for 3 s',
    expected: 'told, then restarted; counted apart from crashes',
    pace: 'quick',
    async run(scene) {
      const server = fixture('leaks-memory', { limits: { ...SOFT, sustained: '3s' }, timeouts: SHORT });
      return (await leakUntilRestart(scene, server, OFTEN)).seen;
    },
  },
  {
    id: '28b',
    name: 'the same with the default times',
    injected: 'a soft limit of 120 MB; 15 s sustained, a sample each 2 s',
    expected: 'restarted within 30 s of crossing it',
    pace: 'slow',
    async run(scene) {
      const server = fixture('leaks-memory', { limits: SOFT });
      const { seen, afterMs } = await leakUntilRestart(scene, server, {});
      assert(afterMs <= 30_000, seen);
      return seen;
    },
  },
  {
    id: '28c',
    name: 'a grandchild leaks 10 MiB a second',
    injected: 'as 28a, but the server itself is slim',
    expected: 'the whole tree counts: restarted',
    pace: 'quick',
    async run(scene) {
      const server = fixture('leaks-in-grandchild', {
        limits: { ...SOFT, sustained: '3s' },
        timeouts: SHORT,
      });
      return (await leakUntilRestart(scene, server, OFTEN)).seen;
    },
  },
  {
    id: '28d',
    name: 'a server needs 300 MiB for 8 s',
    injected: 'a soft limit of 120 MB, the default 15 s sustained',
    expected: 'a spike is no leak: never restarted',
    pace: 'quick',
    async run({ home, open }) {
      const place = await home(
        { bad: fixture('swells-for-a-while', { limits: SOFT, timeouts: SHORT }) },
        OFTEN,
      );
      const engine = await open(place);
      const [first] = await engine.untilReady('bad');
      let most = 0;
      await until('it is slim again', async () => {
        most = Math.max(most, (await engine.server('bad')).memory_bytes ?? 0);
        const { lines } = await engine.call('logs', { servers: ['bad'], text: 'slim again' });
        return lines.length > 0;
      });
      const view = await engine.untilServer(
        'bad',
        'is below',
        ({ memory_bytes }) => (memory_bytes ?? 0) < SOFT_BYTES,
      );
      assert(most > 2 * SOFT_BYTES, mebibytes(most));
      assert.equal(view.pid, first?.pid);
      assert.equal(view.limit_restarts + view.restarts, 0);
      return `seen at ${mebibytes(most)}, same process afterwards`;
    },
  },
  {
    id: '28e',
    name: 'a server leaks through its hard limit',
    injected: 'a hard limit of 150 MB',
    expected: 'held to it by the kernel or ended when seen above it; the page says which; tried again',
    pace: 'quick',
    async run({ home, open }) {
      const bad = fixture('leaks-memory', { limits: { memoryHard: '150MB' }, timeouts: SHORT });
      const engine = await open(await home({ bad }, OFTEN));
      const [first] = await engine.untilReady('bad');
      assert(first !== undefined);
      let most = 0;
      const next = await engine.untilServer('bad', 'runs anew', (now) => {
        most = Math.max(most, now.memory_bytes ?? 0);
        return now.state === 'ready' && now.pid !== first.pid;
      });
      assert.equal(isAlive(pidOf(first)), false);
      const hard = next.limits.find(({ limit }) => limit === 'memory_hard');
      assert(hard !== undefined && hard.enforced_by !== 'none', JSON.stringify(next.limits));
      const told = (await engine.register('bad')).find(
        ({ kind }) => kind === 'limit' || kind === 'went-down',
      );
      return `enforced by: ${hard.enforced_by}; seen at ${mebibytes(most)} at most; “${told?.text}”`;
    },
  },
  {
    id: '28f',
    name: 'a Node server fills its heap',
    injected: '--max-old-space-size=30 and an endless array',
    expected: 'told as out of memory, not as a bare exit code',
    pace: 'quick',
    async run({ home, open }) {
      const { command, args } = fixture('outgrows-its-heap') as { command: string; args: string[] };
      const bad = { command, args: ['--max-old-space-size=30', ...args], timeouts: SHORT };
      const engine = await open(await home({ bad }));
      const told = await engine.untilRegister('it went down', ({ kind }) => kind === 'went-down');
      assert.match(told.text, /out of memory/);
      const view = await engine.server('bad');
      return `“${told.text}”; problem ${view.problem?.code}`;
    },
  },
  {
    id: '28g',
    name: 'a server starts too many processes',
    injected: 'forty of them with a limit of 12',
    expected: 'held to it by the kernel or ended when seen above it; nothing is left of them',
    pace: 'quick',
    async run({ home, open }) {
      const { command, args } = fixture('well-behaved') as { command: string; args: string[] };
      const script = `sleep 1; for i in $(seq 40); do setsid sleep 600 & done; exec "${command}" "${args[0]}"`;
      const bad = { command: 'sh', args: ['-c', script], limits: { processes: 12 }, timeouts: SHORT };
      const place = await home({ bad }, OFTEN);
      const engine = await open(place);
      const view = await engine.untilServer(
        'bad',
        'is ended or held',
        ({ problem, limit_restarts }) => problem?.code === 'process-limit' || limit_restarts > 0,
      );
      const told = await engine.untilRegister(
        'it is over its limit',
        ({ server, kind }) => server === 'bad' && (kind === 'limit' || kind === 'went-down'),
      );
      const enforced = view.limits.find(({ limit }) => limit === 'processes')?.enforced_by;
      await engine.call('stop', { names: ['bad'] });
      assert.deepEqual(place.pidsOf('bad'), []);
      return `enforced by: ${enforced}; “${told.text}”; nothing left`;
    },
  },
];
