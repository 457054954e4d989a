import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, statSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { fixture } from '../../process/harness/fixture.ts';
import type { Home } from '../../process/harness/home.ts';
import { pidOf } from '../../process/harness/look.ts';
import { isAlive } from '../../process/harness/processes.ts';
import { until } from '../../process/harness/until.ts';
import { type FaultCase, SHORT } from '../kit/fault-case.ts';
import { count } from '../kit/measure.ts';

/** From now on no file may be written beyond so many bytes by that process: EFBIG, as a full disk gives ENOSPC. */
function limitFiles(pid: number, bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);
}

function integrity(home: Home): unknown {
  const database = new DatabaseSync(home.places.databaseFile);
  try {
    return database.prepare('PRAGMA integrity_check').get()?.['integrity_check'];
  } finally {
    database.close();
  }
}

/** Fills the middle of a file with noise, page by page, and leaves its first 100 bytes, where SQLite names itself. */
function overwrite(file: string): void {
  const { size } = statSync(file);
  const handle = openSync(file, 'r+');
  for (let at = 100; at < size; at += 512) writeSync(handle, Buffer.alloc(256, 0xa5), 0, 256, at);
  closeSync(handle);
}

function damaged(id: string, name: string, injected: string, damage: (file: string) => void): FaultCase {
  return {
    id,
    name,
    injected,
    expected: 'moved aside, a new one begun and told; the servers start',
    pace: 'quick',
    async run({ home, serve }) {
      const place = await home({ a: fixture('well-behaved') });
      const first = await serve(place);
      await first.untilReady('a');
      await first.end();
      damage(place.places.databaseFile);
      const next = await serve(place);
      await next.untilReady('a');
      const told = await next.untilRegister('it was damaged', ({ text }) => text.includes('damaged'));
      const aside = readdirSync(place.places.state).filter((name) => name.includes('.damaged-'));
      assert(aside.length > 0);
      assert.equal(integrity(place), 'ok');
      return `“${told.text.replace(/\S+\.damaged-\S+/, '….damaged-…')}”`;
    },
  };
}

export const disk: readonly FaultCase[] = [
  {
    id: '23a',
    name: 'the disk is full while servers log',
    injected: 'prlimit --fsize=0 on the engine for 3 s while one server floods its log',
    expected:
      'all run on; when there is room again lines are written again, and those that are lost are counted',
    pace: 'quick',
    async run({ home, serve }) {
      const place = await home({ a: fixture('well-behaved'), loud: fixture('floods-stderr') });
      const engine = await serve(place);
      const before = (await engine.untilReady('a', 'loud')).map(pidOf);
      limitFiles(engine.pid, 0);
      await sleep(3_000);
      assert(before.every(isAlive));
      limitFiles(engine.pid, 'unlimited');
      const told = await until('the loss is told', async () => {
        const { lines } = await engine.call('logs', { servers: ['loud'], text: 'not on disk', limit: 5000 });
        return lines.at(-1)?.text;
      });
      const after = (await engine.untilReady('a', 'loud')).map(pidOf);
      assert.deepEqual(after, before);
      return `“${told}”; same processes throughout`;
    },
  },
  {
    id: '23b',
    name: 'the disk is full when the database is to be written',
    injected: 'prlimit --fsize=0 on the engine, a server killed meanwhile; lifted after 4 s',
    expected:
      'the engine and the other server run on; the killed one is back once there is room; the database is whole',
    pace: 'quick',
    async run({ home, serve }) {
      const place = await home({
        a: fixture('well-behaved'),
        b: fixture('well-behaved', { timeouts: SHORT }),
      });
      const engine = await serve(place);
      const [a, b] = await engine.untilReady('a', 'b');
      assert(a !== undefined && b !== undefined);
      limitFiles(engine.pid, 0);
      process.kill(pidOf(b), 'SIGKILL');
      const down = await engine.untilServer('b', 'is down', ({ pid }) => pid !== b.pid);
      await sleep(4_000);
      assert.equal((await engine.server('a')).pid, a.pid);
      const told = (await engine.register()).filter(({ text }) => text.includes("can't be written"));
      assert.equal(told.length, 1);
      limitFiles(engine.pid, 'unlimited');
      await engine.untilServer('b', 'is back', ({ state, pid }) => state === 'ready' && pid !== b.pid);
      await engine.end();
      assert.equal(integrity(place), 'ok');
      return `“${told[0]?.text}”; ${down.state} meanwhile, back when there was room; integrity_check ok`;
    },
  },
  damaged(
    '24a',
    'pages of the database are overwritten',
    'noise over every page between two starts',
    overwrite,
  ),
  damaged('24b', 'the database is no database', 'another file in its place', (file) => {
    const handle = openSync(file, 'w');
    writeSync(handle, 'this is a letter, not a database\n'.repeat(1000));
    closeSync(handle);
  }),
  {
    id: '24c',
    name: 'the last write of a log was cut off',
    injected: 'half a line at the end of a log file, as a power cut leaves it',
    expected: 'the lines before it are there after the next start',
    pace: 'quick',
    async run({ home, serve }) {
      const place = await home({ a: fixture('junk-before-json') });
      const first = await serve(place);
      await first.untilReady('a');
      await first.end();
      const handle = openSync(`${place.places.logs}/a/current.jsonl`, 'a');
      writeSync(handle, '{"seq":99,"at":"20');
      closeSync(handle);
      const next = await serve(place);
      await next.untilReady('a');
      const { lines } = await next.call('logs', { servers: ['a'] });
      const before = lines.filter(({ text }) => text.includes('Listening on stdio'));
      assert.equal(before.length, 2);
      return `${count(before.length, 'greeting')} of two starts there`;
    },
  },
];
