import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fixture } from '../../process/harness/fixture.ts';
import { pidOf } from '../../process/harness/look.ts';
import { startSignalbox } from '../../process/harness/serve.ts';
import { type FaultCase, type Scene, SHORT } from '../kit/fault-case.ts';

/** A port that something else listens on: the process that does, and the number. */
async function takenPort(defer: Scene['defer']): Promise<{ port: number; pid: number }> {
  const script = `require('node:http').createServer((_, answer) => answer.end('mine')).listen(0, '127.0.0.1', function () { console.log(this.address().port); })`;
  const holder = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  defer(async () => void holder.kill('SIGKILL'));
  const [bytes] = await once(holder.stdout, 'data');
  return { port: Number(String(bytes)), pid: holder.pid ?? 0 };
}

export const handles: readonly FaultCase[] = [
  {
    id: '29a',
    name: 'the port of a local HTTP server is taken by a stranger',
    injected: 'a program that listens on it',
    expected: 'told with the name and pid of the holder, which is left alone; started once the port is free',
    pace: 'quick',
    async run({ home, open, defer }) {
      const { port, pid } = await takenPort(defer);
      const bad = {
        ...fixture('http-server'),
        args: [...((fixture('http-server') as { args: string[] }).args ?? []), String(port)],
        url: `http://127.0.0.1:${port}/mcp`,
        timeouts: SHORT,
      };
      const engine = await open(await home({ bad }));
      const view = await engine.untilServer(
        'bad',
        'says that its port is taken',
        ({ problem }) => problem?.code === 'port-taken',
      );
      assert.equal(view.port_holder?.pid, pid);
      assert.equal(view.port_holder?.ours, false);
      const refused = await engine.call('free-port', { name: 'bad' }).then(
        () => 'freed',
        (error: unknown) => String(error),
      );
      assert.notEqual(refused, 'freed');
      process.kill(pid, 'SIGKILL');
      await engine.untilReady('bad');
      return `“${view.problem?.message}”; ready once it is free`;
    },
  },
  {
    id: '29b',
    name: 'the engine runs out of file descriptors',
    injected:
      'prlimit --nofile on the engine, two more than it holds; a server killed meanwhile; lifted after 5 s',
    expected: 'the start fails cleanly and is tried again, the others run on, samples go on',
    pace: 'quick',
    async run({ home, serve }) {
      const place = await home({
        a: fixture('well-behaved'),
        b: fixture('well-behaved', { timeouts: SHORT }),
      });
      const engine = await serve(place);
      const [a, b] = await engine.untilReady('a', 'b');
      assert(a !== undefined && b !== undefined);
      const [, soft = ''] =
        /^Max open files\s+(\d+)/m.exec(readFileSync(`/proc/${engine.pid}/limits`, 'utf8')) ?? [];
      const held = new Set(readdirSync(`/proc/${engine.pid}/fd`).map(Number));
      // Two numbers stay free for a sampling pass; a start needs six at least.
      const free = Array.from({ length: held.size + 3 }, (_, number) => number).filter(
        (number) => !held.has(number),
      );
      const room = (free[1] ?? 0) + 1;
      const before = (await engine.snapshot()).samples.length;
      execFileSync('prlimit', ['--pid', String(engine.pid), `--nofile=${room}:`]);
      process.kill(pidOf(b), 'SIGKILL');
      await sleep(5_000);
      execFileSync('prlimit', ['--pid', String(engine.pid), `--nofile=${soft}:`]);
      await engine.untilServer('b', 'is back', ({ state, pid }) => state === 'ready' && pid !== b.pid);
      const told = (await engine.register('b'))
        .map(({ text }) => text)
        .find((text) => /EMFILE|open files|could not|can't/i.test(text));
      assert.equal((await engine.server('a')).pid, a.pid);
      assert((await engine.snapshot()).samples.length > before);
      return `“${told ?? 'no failed start was told'}”; back when there was room`;
    },
  },
  {
    id: '29c',
    name: 'the port that the engine is told to take is taken',
    injected: 'serve --port of a port that something else listens on',
    expected: 'one clear line, exit code 1, nothing started',
    pace: 'quick',
    async run({ home, defer }) {
      const holder = createServer();
      holder.listen(0, '127.0.0.1');
      await once(holder, 'listening');
      defer(async () => void holder.close());
      const address = holder.address();
      assert(address !== null && typeof address === 'object');
      const place = await home({ a: fixture('well-behaved') });
      const program = startSignalbox(
        place,
        ['serve', '--json', '--port', String(address.port), '--config', place.file],
        {
          defer,
        },
      );
      const code = await program.ended;
      assert.equal(code, 1);
      assert.match(program.stderr(), /port is taken/);
      assert.equal(program.stdout(), '');
      assert.deepEqual(place.pidsOf('a'), []);
      return `“${program.stderr().trim().split('\n')[0]}”; exit code ${code}`;
    },
  },
];
