import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { FIXTURES, fixture } from '../../process/harness/fixture.ts';
import type { ServedEngine } from '../../process/harness/serve.ts';
import { until } from '../../process/harness/until.ts';
import { type FaultCase, SHORT } from '../kit/fault-case.ts';
import { percentile, since, span } from '../kit/measure.ts';
import { mebibytes, peakBytes, residentBytes } from '../kit/memory.ts';

/** What a flood may add to the engine's memory: rings, buffers and a message of 16 MiB on its way. */
const MEMORY_BOUND = 400 * 2 ** 20;

/** How long the engine takes to answer, one question after the other. */
async function answerTimes(engine: ServedEngine, number: number): Promise<number[]> {
  const took: number[] = [];
  for (let at = 0; at < number; at += 1) {
    const asked = since();
    const answer = await fetch(new URL('health', engine.url));
    await answer.arrayBuffer();
    took.push(asked());
    await sleep(50);
  }
  return took;
}

/** What the marks in the log files of a server say, and over what time: memory holds too few lines of a flood. */
function dropped(folder: string): { bytes: number; spanMs: number } {
  const marks: { at: string; bytes: number }[] = [];
  for (const name of readdirSync(folder)) {
    for (const text of readFileSync(`${folder}/${name}`, 'utf8').split('\n')) {
      const bytes = /lines \(([\d,]+) bytes\) dropped/.exec(text)?.[1];
      // The line that is being written may be half there.
      const at = /"at":"([^"]+)"/.exec(text)?.[1];
      if (bytes !== undefined && at !== undefined)
        marks.push({ at, bytes: Number(bytes.replaceAll(',', '')) });
    }
  }
  const times = marks.map(({ at }) => Date.parse(at));
  assert(times.length > 1, 'no drop was counted');
  return {
    bytes: marks.reduce((sum, mark) => sum + mark.bytes, 0),
    spanMs: Math.max(...times) - Math.min(...times),
  };
}

function logFlood(id: string, seconds: number, pace: FaultCase['pace']): FaultCase {
  return {
    id,
    name: `a server floods its log for ${seconds} s`,
    injected: '“yes” writes on stderr as fast as it is read',
    expected:
      'what is not kept is counted; memory stays bounded, the engine answers, the other server is unharmed',
    pace,
    async run({ home, serve }) {
      const line = 'INFO a flood of log lines that does not end, one as the other, eighty bytes long';
      const script = `yes '${line}' >&2 &\nexec '${process.execPath}' '${FIXTURES}well-behaved.js'`;
      const loud = { command: 'sh', args: ['-c', script], timeouts: SHORT };
      const place = await home({ quiet: fixture('well-behaved'), loud: { ...loud, disabled: true } });
      const engine = await serve(place);
      const [quiet] = await engine.untilReady('quiet');
      const calm = percentile(await answerTimes(engine, 20), 0.5);
      const residentBefore = residentBytes(engine.pid);
      await engine.call('start', { names: ['loud'] });
      await engine.untilReady('loud');
      const flooding = since();
      const took = await answerTimes(engine, seconds * 15);
      await until('the time is over', () => flooding() > seconds * 1000, { limitMs: seconds * 2000 });
      const { bytes, spanMs } = dropped(`${place.places.logs}/loud`);
      const after = await engine.server('quiet');
      assert.equal(after.pid, quiet?.pid);
      assert.equal(after.restarts, 0);
      const grownBy = peakBytes(engine.pid) - residentBefore;
      assert(grownBy < MEMORY_BOUND, mebibytes(grownBy));
      const rate = `${Math.round(bytes / 2 ** 20 / (spanMs / 1000))} MiB/s`;
      const answers = `/health answers in ${span(calm)} before, ${span(percentile(took, 0.5))} meanwhile (p95 ${span(percentile(took, 0.95))})`;
      return `${rate} read and counted as dropped; engine + ${mebibytes(grownBy)} at most; ${answers}`;
    },
  };
}

function badBytes(id: string, kind: 'nul' | 'utf8', name: string): FaultCase {
  return {
    id,
    name: `a server writes ${name} on stdout and stderr`,
    injected: 'raw bytes, a line each',
    expected: 'a stray line, readable; the server is kept',
    pace: 'quick',
    async run({ home, open }) {
      const engine = await open(await home({ bad: fixture('bad-bytes', { env: { BAD_BYTES: kind } }) }));
      const [first] = await engine.untilReady('bad');
      const lines = await until('all of it is logged', async () => {
        const page = await engine.call('logs', { servers: ['bad'] });
        return page.lines.some(({ text }) => text === 'that was all') ? page.lines : null;
      });
      const stray = lines.find(({ stream }) => stream === 'stray');
      assert(stray !== undefined, JSON.stringify(lines));
      await engine.untilServer('bad', 'counts its tools', ({ tools }) => tools === 2);
      const view = await engine.server('bad');
      assert.equal(view.pid, first?.pid);
      assert.equal(view.restarts, 0);
      return `stray line ${JSON.stringify(stray.text)}; same process, its tools counted`;
    },
  };
}

export const floods: readonly FaultCase[] = [
  logFlood('25a', 6, 'quick'),
  logFlood('25b', 60, 'slow'),
  {
    id: '26a',
    name: 'a server writes 64 MiB on stdout without an end of line',
    injected: 'one line of 64 MiB',
    expected: 'memory stays bounded, the fault is in the log, the server is kept',
    pace: 'quick',
    async run({ home, serve }) {
      const place = await home({ bad: fixture('endless-line') });
      const engine = await serve(place);
      const residentBefore = residentBytes(engine.pid);
      const first = await engine.untilServer('bad', 'is ready', ({ state }) => state === 'ready');
      await until('the line is over', async () => {
        const { lines } = await engine.call('logs', { servers: ['bad'], text: 'the line is over' });
        return lines.length > 0;
      });
      const { lines } = await engine.call('logs', { servers: ['bad'] });
      const told = lines.find(({ stream }) => stream === 'stray');
      const grownBy = peakBytes(engine.pid) - residentBefore;
      const view = await engine.server('bad');
      assert.equal(view.pid, first.pid);
      assert.equal(view.restarts, 0);
      assert(told !== undefined);
      assert(grownBy < MEMORY_BOUND, mebibytes(grownBy));
      return `“${told.text.slice(0, 20)}…${told.text.slice(-60)}”; engine + ${mebibytes(grownBy)} at most; same process`;
    },
  },
  badBytes('26b', 'nul', 'NUL bytes'),
  badBytes('26c', 'utf8', 'invalid UTF-8'),
  {
    id: '26d',
    name: 'a server writes words on stdout, where only messages may be',
    injected: 'a greeting before the first message',
    expected: 'stray lines in its log; ready all the same',
    pace: 'quick',
    async run({ home, open }) {
      const engine = await open(await home({ bad: fixture('junk-before-json') }));
      await engine.untilReady('bad');
      const { lines } = await engine.call('logs', { servers: ['bad'] });
      const stray = lines.filter(({ stream }) => stream === 'stray').map(({ text }) => `“${text}”`);
      assert(stray.length >= 2);
      return `ready; ${stray.join(', ')}`;
    },
  },
  {
    id: '26e',
    name: 'a server floods stdout with words',
    injected: 'about 20 MiB of junk a second between its answers',
    expected: 'memory stays bounded, its answers are still found, it is kept',
    pace: 'quick',
    async run({ home, serve }) {
      const place = await home({
        bad: fixture('floods-stdout', { health: { interval: '1s', timeout: '800ms' } }),
      });
      const engine = await serve(place);
      const residentBefore = residentBytes(engine.pid);
      const [first] = await engine.untilReady('bad');
      await sleep(5_000);
      const view = await engine.untilServer('bad', 'answered a probe', ({ probe_ms }) => probe_ms !== null);
      const grownBy = peakBytes(engine.pid) - residentBefore;
      assert.equal(view.pid, first?.pid);
      assert.equal(view.restarts, 0);
      assert(grownBy < MEMORY_BOUND, mebibytes(grownBy));
      return `probe answered in ${span(view.probe_ms ?? 0)}; engine + ${mebibytes(grownBy)} at most; same process`;
    },
  },
  {
    id: '27',
    name: 'a server stops reading its stdin, so that the pipe is full',
    injected: 'forty requests of 1 MiB each to a server that reads no more but tells that it is alive',
    expected: 'each request ends at its timeout, memory stays bounded, the other server answers',
    pace: 'quick',
    async run({ home, serve }) {
      const place = await home({
        bad: fixture('stops-reading', { timeouts: SHORT }),
        good: fixture('well-behaved'),
      });
      const engine = await serve(place);
      await engine.untilReady('bad', 'good');
      const residentBefore = residentBytes(engine.pid);
      const params = { name: 'echo', arguments: { message: 'x'.repeat(900_000) } };
      const asking = since();
      const ends = await Promise.all(
        Array.from({ length: 40 }, () =>
          engine.call('request', { server: 'bad', method: 'tools/call', params, timeout_ms: 3000 }).then(
            () => 'answered',
            (error: unknown) =>
              (/request-timeout|server-unavailable/.exec(String(error)) ?? [String(error)])[0],
          ),
        ),
      );
      const askedMs = asking();
      assert.deepEqual(
        [...new Set(ends)].filter((end) => end === 'answered'),
        [],
      );
      const message = { name: 'echo', arguments: { message: 'hello' } };
      const answer = await engine.call('request', { server: 'good', method: 'tools/call', params: message });
      assert.equal(answer.error, null);
      const grownBy = peakBytes(engine.pid) - residentBefore;
      assert(grownBy < MEMORY_BOUND, mebibytes(grownBy));
      const kinds = [...new Set(ends)].join(', ');
      return `40 × ${kinds} after ${span(askedMs)}; the other answers in ${span(answer.ms)}; engine + ${mebibytes(grownBy)} at most`;
    },
  },
];
