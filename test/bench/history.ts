import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { type History, openHistory } from '#engine/telemetry/telemetry.ts';
import { HOW_MADE, madeUpTicks, SERIES, TickClock } from './history/made-up-servers.ts';
import { writeYear } from './history/write-year.ts';
import { type Bench, type BenchResult, median } from './kit/bench.ts';

const SERVERS = 50;
const DAY_MS = 86_400_000;
const DAY_TICKS = DAY_MS / 2000;
const QUICK_TICKS = 7_200;
const SETTINGS = { rawMs: DAY_MS, minuteMs: 30 * DAY_MS, quarterMs: 365 * DAY_MS, maxBytes: 500_000_000 };
const TIGHT_BYTES = 100_000_000;
const REPEATS = 9;

export const history: Bench = {
  name: 'history',
  about: `bytes, write and read times of the history: a day of ${SERVERS} servers × ${SERIES.length} series each 2 s, and a year`,
  async run({ quick }) {
    const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-history-'));
    try {
      const day = await writeDay(join(folder, 'day.sqlite'), quick ? QUICK_TICKS : DAY_TICKS);
      const year = await readYear(join(folder, 'year.sqlite'), quick);
      return tell(day, year, quick);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface Day {
  readonly ticks: number;
  /** Of the packed samples alone. */
  readonly bytesPerSample: number;
  /** Of the whole file, minutes, quarters, tail and SQLite's own included. */
  readonly fileBytes: number;
  readonly appendMs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Processor time of all threads: on a busy machine the rest is waiting. */
  readonly appendCpuMs: { readonly p50: number; readonly p99: number; readonly max: number };
}

async function writeDay(file: string, ticks: number): Promise<Day> {
  const clock = new TickClock(Date.UTC(2026, 0, 1));
  const kept = open(file, clock);
  const tookMs: number[] = [];
  const cpuMs: number[] = [];
  for (const tick of madeUpTicks(SERVERS, ticks, clock)) {
    const cpu = process.cpuUsage();
    const startedMs = performance.now();
    kept.append(tick);
    tookMs.push(performance.now() - startedMs);
    const { user, system } = process.cpuUsage(cpu);
    cpuMs.push((user + system) / 1000);
    if (tookMs.length % 50 === 0) await setImmediate();
  }
  kept.close();
  const database = new DatabaseSync(file);
  const packed = database.prepare('SELECT sum(length(data)) AS bytes FROM block WHERE level = 0').get();
  const waiting = database.prepare('SELECT count(*) AS ticks FROM tail').get();
  database.close();
  // Servers are packed at different times: half of the tail is in blocks, as the mean.
  const samples = (ticks - Number(waiting?.['ticks']) / 2) * SERVERS * SERIES.length;
  return {
    ticks,
    bytesPerSample: Number(packed?.['bytes']) / samples,
    fileBytes: statSync(file).size,
    appendMs: spread(tookMs),
    appendCpuMs: spread(cpuMs),
  };
}

interface Timed {
  readonly ms: number;
  /** Of all threads. */
  readonly cpuMs: number;
}

interface Year {
  readonly servers: number;
  readonly bytes: Readonly<Record<'raw' | 'minutes' | 'quarters' | 'file', number>>;
  readonly readMs: Readonly<Record<string, Timed>>;
  readonly boundBytes: number;
  readonly openMs: number;
}

async function readYear(file: string, quick: boolean): Promise<Year> {
  const servers = quick ? SERVERS / 5 : SERVERS;
  const clock = new TickClock(Date.UTC(2027, 0, 1));
  open(file, clock).close();
  const bytes = writeYear(file, servers, clock.now(), quick ? 1 : 5);
  const startedMs = performance.now();
  let maxBytes = SETTINGS.maxBytes;
  const kept = openHistory({
    file,
    clock,
    settings: () => ({ ...SETTINGS, maxBytes }),
    onFault: (text) => console.error(text),
  });
  const openMs = performance.now() - startedMs;
  const ask = (days: number, metrics: readonly string[], at = 0, points = 600) =>
    kept.series({
      server: `server-${at % servers}`,
      metrics: [...metrics],
      from: new Date(clock.now() - days * DAY_MS).toISOString(),
      to: new Date(clock.now()).toISOString(),
      points,
    });
  const readMs = {
    'one series, 24 h': await timed(() => ask(1, ['memory_bytes'])),
    'one series, 24 h, from samples (3,000 points)': await timed(() => ask(1, ['memory_bytes'], 0, 3000)),
    '20 series of one server, 24 h': await timed(() => ask(1, SERIES)),
    '20 charts of 20 servers, 24 h': await timed(() =>
      Promise.all(Array.from({ length: 20 }, (_, at) => ask(1, ['memory_bytes'], at))),
    ),
    'one series, 1 h': await timed(() => ask(1 / 24, ['memory_bytes'])),
    'one series, 30 d': await timed(() => ask(30, ['memory_bytes'])),
    'one series, 1 y': await timed(() => ask(365, ['memory_bytes'])),
    'p95 of one server, 24 h': await timed(() => ask(1, ['p95_ms'])),
  };
  maxBytes = TIGHT_BYTES;
  let left = 2_000;
  for (const tick of madeUpTicks(servers, left, clock)) {
    kept.append(tick);
    left -= 1;
    if (left % 50 === 0) await setImmediate();
  }
  const boundBytes = kept.figures().bytes;
  kept.close();
  return { servers, bytes: { ...bytes, file: statSync(file).size }, readMs, boundBytes, openMs };
}

function open(file: string, clock: TickClock): History {
  return openHistory({ file, clock, settings: () => SETTINGS, onFault: (text) => console.error(text) });
}

async function timed(work: () => Promise<unknown>): Promise<Timed> {
  const tookMs: number[] = [];
  const cpuMs: number[] = [];
  for (let at = 0; at < REPEATS; at++) {
    const cpu = process.cpuUsage();
    const startedMs = performance.now();
    await work();
    tookMs.push(performance.now() - startedMs);
    const { user, system } = process.cpuUsage(cpu);
    cpuMs.push((user + system) / 1000);
  }
  return { ms: median(tookMs), cpuMs: median(cpuMs) };
}

function spread(values: readonly number[]): { p50: number; p99: number; max: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

function tell(day: Day, year: Year, quick: boolean): BenchResult {
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  const { appendMs, appendCpuMs } = day;
  const perDay = day.bytesPerSample * DAY_TICKS * SERVERS * SERIES.length;
  return {
    columns: ['history', 'figure'],
    rows: [
      ['bytes a sample, packed', day.bytesPerSample.toFixed(2)],
      [`samples of ${SERVERS} servers × ${SERIES.length} series × 24 h at 2 s`, mb(perDay)],
      [
        `the file after ${(day.ticks / 1800).toFixed(0)} h, with minutes, quarters and tail`,
        mb(day.fileBytes),
      ],
      ['an append, median / p99 / longest', [appendMs.p50, appendMs.p99, appendMs.max].map(ms).join(' / ')],
      [
        'its processor time, median / p99 / most',
        [appendCpuMs.p50, appendCpuMs.p99, appendCpuMs.max].map(ms).join(' / '),
      ],
      [`a year of ${year.servers} servers: the file`, mb(year.bytes.file)],
      [
        'of it samples of 24 h, minutes of 30 d, quarters of 1 y',
        [year.bytes.raw, year.bytes.minutes, year.bytes.quarters].map(mb).join(', '),
      ],
      ['to open it', ms(year.openMs)],
      ...Object.entries(year.readMs).map(([what, took]) => [
        what,
        `${ms(took.ms)} (processor ${ms(took.cpuMs)})`,
      ]),
      [`after it may take ${mb(TIGHT_BYTES)} only`, mb(year.boundBytes)],
    ],
    notes: [
      HOW_MADE,
      'All 20 series have a sample in each tick; in the engine some are read more rarely. Reads are medians of ' +
        `${REPEATS}, warm, of the year's file.`,
      "The year's rollups come from made-up days that are packed by the engine's own code, without going through each tick.",
      ...(quick ? ['Quick: less than a day, and a fifth of the servers for the year.'] : []),
    ],
    figures: { day, samplesPerDayBytes: perDay, year },
  };
}
