import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { openLogs } from '#engine/logs/logs.ts';
import { type Clock, systemClock } from '#engine/ports.ts';
import { type Bench, median, times } from './kit/bench.ts';
import { withLimit } from './kit/run-program.ts';

const ROUNDS = 5;
const LINES = 200_000;
const PROGRAM = new URL('programs/writes-lines.js', import.meta.url).pathname;

/** The limit on what one server may log counts seconds of this clock, so with it only a slow disk loses lines. */
const hastyClock: Clock = { ...systemClock, monotonic: () => systemClock.monotonic() * 100_000 };

interface Flood {
  readonly linesPerSecond: number;
  /** Processor time of the capturing process for each line, microseconds; 0 where none captures. */
  readonly cpuMicroseconds: number;
  readonly linesOnDisk: number;
}

export const logCapture: Bench = {
  name: 'log-capture',
  about: `a flood of ${LINES.toLocaleString('en')} lines through capture to disk, against a file (${ROUNDS} rounds)`,
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-bench-'));
    try {
      const floods: Record<'file' | 'all' | 'limited', Flood[]> = { file: [], all: [], limited: [] };
      for (let round = 0; round < ROUNDS; round++) {
        floods.file.push(await toFile(join(folder, `direct-${round}.log`)));
        floods.all.push(await throughCapture(join(folder, `all-${round}`), hastyClock));
        floods.limited.push(await throughCapture(join(folder, `limited-${round}`), systemClock));
      }
      const file = summarize(floods.file);
      const row = (what: string, flood: Flood) => [
        what,
        Math.round(flood.linesPerSecond).toLocaleString('en'),
        times(flood.linesPerSecond / file.linesPerSecond),
        flood.cpuMicroseconds === 0 ? '' : `${flood.cpuMicroseconds.toFixed(1)} µs`,
        flood.linesOnDisk.toLocaleString('en'),
      ];
      const all = summarize(floods.all);
      const limited = summarize(floods.limited);
      return {
        columns: ['flood', 'lines/s', 'of the file', 'engine CPU a line', 'lines on disk'],
        rows: [
          row('child writes to a file', file),
          row('through capture, its limit lifted', all),
          row('through capture, with its limit', limited),
        ],
        notes: [
          `${LINES.toLocaleString('en')} lines of 93 bytes; from the first write until all is on disk.`,
          'The limit keeps 20,000 lines or 8 MiB a second of each server; the rest is read, counted and marked.',
        ],
        figures: { lines: LINES, rounds: ROUNDS, file, all, limited },
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

const Span = z.object({ beganMs: z.number(), endedMs: z.number() });

/** What the program told; to be called before it ends. */
async function readSpan(child: ChildProcess): Promise<z.output<typeof Span>> {
  if (child.stdout === null) throw new Error('stdout is not piped');
  return Span.parse(JSON.parse(await withLimit('the flood', text(child.stdout))));
}

async function toFile(path: string): Promise<Flood> {
  const file = await open(path, 'w');
  try {
    const child = spawn(process.execPath, [PROGRAM, String(LINES)], { stdio: ['ignore', 'pipe', file.fd] });
    const { beganMs, endedMs } = await readSpan(child);
    return { linesPerSecond: (1000 * LINES) / (endedMs - beganMs), cpuMicroseconds: 0, linesOnDisk: LINES };
  } finally {
    await file.close();
  }
}

async function throughCapture(folder: string, clock: Clock): Promise<Flood> {
  const logs = await openLogs({ folder, clock });
  const cpuBefore = process.cpuUsage();
  const child = spawn(process.execPath, [PROGRAM, String(LINES)], { stdio: ['ignore', 'pipe', 'pipe'] });
  logs.capture('flood', child.stderr, []);
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const { beganMs } = await readSpan(child);
  await closed;
  await logs.close();
  const tookMs = performance.timeOrigin + performance.now() - beganMs;
  const cpu = process.cpuUsage(cpuBefore);
  return {
    linesPerSecond: (1000 * LINES) / tookMs,
    cpuMicroseconds: (cpu.user + cpu.system) / LINES,
    linesOnDisk: await countLines(join(folder, 'flood')),
  };
}

async function countLines(folder: string): Promise<number> {
  let count = 0;
  for (const name of await readdir(folder)) {
    const bytes = await readFile(join(folder, name));
    for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count += 1;
  }
  return count;
}

function summarize(floods: readonly Flood[]): Flood {
  return {
    linesPerSecond: median(floods.map(({ linesPerSecond }) => linesPerSecond)),
    cpuMicroseconds: median(floods.map(({ cpuMicroseconds }) => cpuMicroseconds)),
    linesOnDisk: median(floods.map(({ linesOnDisk }) => linesOnDisk)),
  };
}
