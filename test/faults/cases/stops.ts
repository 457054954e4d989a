import assert from 'node:assert/strict';
import { FIXTURES, fixture } from '../../process/harness/fixture.ts';
import type { Home } from '../../process/harness/home.ts';
import { pidOf } from '../../process/harness/look.ts';
import { isAlive } from '../../process/harness/processes.ts';
import { until } from '../../process/harness/until.ts';
import type { FaultCase, Scene } from '../kit/fault-case.ts';
import { count, since, span } from '../kit/measure.ts';

/** A shell that starts something and then becomes a server that behaves. */
function shellThatStarts(script: string, settings: object = {}): object {
  const server = `exec '${process.execPath}' '${FIXTURES}well-behaved.js'`;
  return { command: 'sh', args: ['-c', `${script}\n${server}`], ...settings };
}

/** Stops a server that has so many processes, and proves that none of them is left. */
async function stopWhole(
  scene: Scene,
  server: object,
  processes: number,
): Promise<{ seen: string; home: Home }> {
  const home = await scene.home({ bad: server });
  const engine = await scene.open(home);
  await engine.untilReady('bad');
  const pids = await until('all of it runs', () => {
    const found = home.pidsOf('bad');
    return found.length >= processes ? found : null;
  });
  const stopping = since();
  await engine.call('stop', { names: ['bad'] });
  const tookMs = stopping();
  assert.deepEqual(pids.filter(isAlive), []);
  assert.deepEqual(home.pidsOf('bad'), []);
  const view = await engine.server('bad');
  assert.equal(view.state, 'stopped');
  return { seen: `${count(pids.length, 'process', 'processes')} gone after ${span(tookMs)}`, home };
}

export const stops: readonly FaultCase[] = [
  {
    id: '11',
    name: 'a server ignores the end of its stdin',
    injected: 'a server that goes on, stopped with the default grace times',
    expected: 'SIGTERM after 3 s ends it',
    pace: 'quick',
    async run(scene) {
      return (await stopWhole(scene, fixture('ignores-eof'), 1)).seen;
    },
  },
  {
    id: '12',
    name: 'a server ignores the end of its stdin and SIGTERM',
    injected: 'a server that only SIGKILL ends, stopped with the default grace times',
    expected: 'SIGKILL after 3 + 5 s; nothing left within 10 s',
    pace: 'quick',
    async run(scene) {
      const stopped = since();
      const { seen } = await stopWhole(scene, fixture('ignores-sigterm'), 1);
      assert(stopped() < 20_000);
      return seen;
    },
  },
  {
    id: '13',
    name: 'a grandchild has left the group (setsid)',
    injected: 'setsid sleep &',
    expected: 'gone with the stop',
    pace: 'quick',
    async run(scene) {
      return (await stopWhole(scene, shellThatStarts('setsid sleep 600 &'), 2)).seen;
    },
  },
  {
    id: '14a',
    name: 'a grandchild was forked twice and has left the group',
    injected: '(setsid sleep &), its parent gone',
    expected: 'gone with the stop',
    pace: 'quick',
    async run(scene) {
      return (await stopWhole(scene, shellThatStarts('(setsid -f sleep 600 &)'), 2)).seen;
    },
  },
  {
    id: '14b',
    name: 'grandchildren that ignore SIGTERM, in sessions of their own',
    injected: 'two of them, one forked twice',
    expected: 'gone with the stop',
    pace: 'quick',
    async run(scene) {
      return (await stopWhole(scene, fixture('forks-and-setsid'), 3)).seen;
    },
  },
  {
    id: '14c',
    name: 'a grandchild has left the group and cleared its environment',
    injected: 'setsid env -i sleep &, seen once in the tree',
    expected: 'gone with the stop: what was seen in the tree is remembered',
    pace: 'quick',
    async run({ home, open }) {
      const place = await home({ bad: fixture('hides-its-child') });
      const engine = await open(place);
      await engine.untilServer('bad', 'is sampled with its child', ({ processes }) => processes === 2);
      const { lines } = await engine.call('logs', { servers: ['bad'], text: 'grandchild' });
      const hidden = Number(lines.at(-1)?.text.split(' ')[1]);
      place.adopt(hidden);
      await engine.call('stop', { names: ['bad'] });
      assert.equal(isAlive(hidden), false);
      return 'the hidden process is gone';
    },
  },
  {
    id: '15',
    name: 'a wrapper exits while its worker lives on and holds stdout',
    injected: 'sh -c "worker & exit 0"',
    expected: 'the end is told, the worker is swept before the next start',
    pace: 'quick',
    async run({ home, open }) {
      const worker = `'${process.execPath}' '${FIXTURES}ignores-sigterm.js'`;
      const place = await home({ bad: { command: 'sh', args: ['-c', `${worker} & sleep 1; exit 0`] } });
      const engine = await open(place);
      const workers = await until('the worker runs', () => {
        const found = place.processes().filter(({ commandLine }) => commandLine.includes('ignores-sigterm'));
        return found.length > 0 && !found[0]?.commandLine.startsWith('sh')
          ? found.map(({ pid }) => pid)
          : null;
      });
      const told = await engine.untilRegister('it went down', ({ kind }) => kind === 'went-down');
      await engine.untilServer('bad', 'waits for the next start', ({ state }) => state === 'backing-off');
      assert.deepEqual(workers.filter(isAlive), []);
      return `“${told.text}”; the worker is gone before the next start`;
    },
  },
  {
    id: '16',
    name: 'a server multiplies while it is being stopped',
    injected: 'on SIGTERM it starts 300 processes in sessions of their own',
    expected: 'killed again and again until two looks find nothing',
    pace: 'quick',
    async run({ home, open }) {
      const bad = fixture('multiplies-when-stopped', {
        timeouts: { stdinClose: '100ms', terminate: '500ms' },
      });
      const place = await home({ bad });
      const engine = await open(place);
      const [view] = await engine.untilReady('bad');
      assert(view !== undefined);
      let most = 0;
      const watch = setInterval(() => {
        most = Math.max(most, place.pidsOf('bad').length);
      }, 50);
      const stopping = since();
      await engine.call('stop', { names: ['bad'] });
      clearInterval(watch);
      const tookMs = stopping();
      assert.equal(isAlive(pidOf(view)), false);
      assert.deepEqual(place.pidsOf('bad'), []);
      assert(most > 20, `only ${most} processes at a time: no storm`);
      return `${most} processes at a time, none left after ${span(tookMs)}`;
    },
  },
  {
    id: '12b',
    name: 'a quit while twelve servers ignore everything',
    injected: 'the engine is closed with the default grace times',
    expected: 'all in parallel, over within 8 s',
    pace: 'quick',
    async run({ home, serve }) {
      const servers = Object.fromEntries(
        Array.from({ length: 12 }, (_, at) => [`bad-${at}`, fixture('ignores-sigterm')]),
      );
      const place = await home(servers);
      const engine = await serve(place);
      await engine.untilReady(...Object.keys(servers));
      const quitting = since();
      const code = await engine.end();
      const tookMs = quitting();
      assert.equal(code, 0);
      assert(tookMs <= 10_000, span(tookMs));
      assert.deepEqual(place.processes(), []);
      return `over after ${span(tookMs)}, exit code ${code}`;
    },
  },
  {
    id: '12c',
    name: 'somebody asks twice for the stop of a deaf server',
    injected: 'two stops of a server that only SIGKILL ends; grace times of a minute',
    expected: 'the second hurries to SIGKILL',
    pace: 'quick',
    async run({ home, open }) {
      const timeouts = { stdinClose: '60s', terminate: '60s' };
      const place = await home({ bad: fixture('ignores-sigterm', { timeouts }) });
      const engine = await open(place);
      await engine.untilReady('bad');
      const stopping = since();
      const first = engine.call('stop', { names: ['bad'] });
      await engine.untilServer('bad', 'is stopping', ({ state }) => state === 'stopping');
      await engine.call('stop', { names: ['bad'] });
      await first;
      const tookMs = stopping();
      assert(tookMs < 30_000, span(tookMs));
      assert.deepEqual(place.pidsOf('bad'), []);
      return `gone after ${span(tookMs)}`;
    },
  },
];
