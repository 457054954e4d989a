import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { FIXTURES, fixture } from '../../process/harness/fixture.ts';
import { pidOf } from '../../process/harness/look.ts';
import { isAlive } from '../../process/harness/processes.ts';
import { until } from '../../process/harness/until.ts';
import { type FaultCase, type Scene, SHORT } from '../kit/fault-case.ts';
import { since, span } from '../kit/measure.ts';

/** Free a moment ago, which is as good as it gets. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  assert(address !== null && typeof address === 'object');
  return address.port;
}

const urlOf = (port: number) => `http://127.0.0.1:${port}/mcp`;

/** Somebody else's server, on a port. */
function startRemote(port: number, defer: Scene['defer']): ChildProcess {
  const child = spawn(process.execPath, [`${FIXTURES}http-server.js`, String(port)], { stdio: 'ignore' });
  defer(async () => void child.kill('SIGKILL'));
  return child;
}

/** A server that is started here and reached by HTTP. */
function local(port: number, settings: object = {}): object {
  const { command, args } = fixture('http-server') as { command: string; args: string[] };
  return { command, args: [...args, String(port)], url: urlOf(port), timeouts: SHORT, ...settings };
}

export const connections: readonly FaultCase[] = [
  {
    id: '31a',
    name: 'a remote server is not there yet',
    injected: 'a URL that nobody listens on; a server is put there later',
    expected: 'tried again with growing waits, never given up; ready once it is there',
    pace: 'quick',
    async run({ home, open, defer }) {
      const port = await freePort();
      const engine = await open(await home({ far: { url: urlOf(port) } }));
      const view = await engine.untilServer(
        'far',
        'is tried again',
        ({ restarts, state }) => restarts >= 2 && state === 'backing-off',
      );
      startRemote(port, defer);
      await engine.untilReady('far');
      return `“${view.reason}” (${view.problem?.code}); ready once it was there`;
    },
  },
  {
    id: '31b',
    name: 'a remote server is restarted and forgets its sessions',
    injected: 'kill -9 of it, and another one at the same address',
    expected: 'a new session by itself, and requests are answered again; told where it was away for long',
    pace: 'quick',
    async run({ home, open, defer }) {
      const port = await freePort();
      const first = startRemote(port, defer);
      const health = { interval: '500ms', timeout: '400ms' };
      const engine = await open(await home({ far: { url: urlOf(port), health } }));
      await engine.untilReady('far');
      first.kill('SIGKILL');
      await once(first, 'exit');
      startRemote(port, defer);
      const restartedMs = performance.now();
      const list = { server: 'far', method: 'tools/list', timeout_ms: 2_000 };
      await until('a request is answered', () =>
        engine.call('request', list).then(
          ({ error }) => error === null,
          () => false,
        ),
      );
      const tookMs = performance.now() - restartedMs;
      const view = await engine.untilServer('far', 'is well', ({ health }) => health === 'healthy');
      const down = (await engine.register('far')).find(({ lamp }) => lamp === 'bad');
      assert.equal(view.restarts, down === undefined ? 0 : 1);
      return `requests answered again ${span(tookMs)} after its restart; ${down === undefined ? 'no alarm' : `“${down.text}”`}`;
    },
  },
  {
    id: '31c',
    name: 'the engine is killed while a server runs that is to be kept running',
    injected: 'kill -9 of the engine, with keepRunning for a local HTTP server; then the next start',
    expected: 'it lives on, answers, and is taken over: same process',
    pace: 'quick',
    async run({ home, serve }) {
      const port = await freePort();
      const place = await home({ kept: local(port, { keepRunning: true }), plain: local(await freePort()) });
      const engine = await serve(place);
      const [kept, plain] = await engine.untilReady('kept', 'plain');
      assert(kept !== undefined && plain !== undefined);
      process.kill(engine.pid, 'SIGKILL');
      await engine.ended;
      await until('the other is gone', () => !isAlive(pidOf(plain)));
      await until(
        'the guard is gone',
        () => !place.processes().some(({ commandLine }) => commandLine.includes('signalbox-guard')),
      );
      assert.equal(isAlive(pidOf(kept)), true);
      const next = await serve(place);
      const [again] = await next.untilReady('kept', 'plain');
      assert.equal(again?.pid, kept.pid);
      assert.equal(again?.adopted, true);
      await next.call('stop', { names: ['kept'] });
      assert.equal(isAlive(pidOf(kept)), false);
      return 'the kept one: same process, taken over, and ended by a stop; the other was swept by the guard';
    },
  },
  {
    id: '31d',
    name: 'two servers of the configuration want the same port',
    injected: 'the same port in both URLs',
    expected: 'the second says that the first holds it; “free it” ends that one and starts the second',
    pace: 'quick',
    async run({ home, open }) {
      const port = await freePort();
      const engine = await open(await home({ one: local(port), other: local(port, { disabled: true }) }));
      const [one] = await engine.untilReady('one');
      assert(one !== undefined);
      await engine.call('start', { names: ['other'] });
      const view = await engine.untilServer(
        'other',
        'knows who holds its port',
        ({ port_holder }) => port_holder !== null,
      );
      assert.equal(view.port_holder?.pid, one.pid);
      assert.equal(view.port_holder?.ours, true);
      await engine.call('stop', { names: ['other'] });
      await engine.call('start', { names: ['other'] });
      const told = await engine.untilServer(
        'other',
        'says so',
        ({ problem }) => problem?.code === 'port-taken',
      );
      const freed = since();
      await engine.call('free-port', { name: 'other' });
      await engine.untilServer('one', 'was ended', ({ pid }) => pid !== one.pid);
      const freedMs = freed();
      assert.equal(isAlive(pidOf(one)), false);
      await engine.call('stop', { names: ['one'] });
      await engine.untilReady('other');
      return `“${told.problem?.message}”; freed after ${span(freedMs)}`;
    },
  },
];
