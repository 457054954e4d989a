import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { z } from 'zod';
import type { SeriesFilter, SeriesPage } from '#contract/metric.ts';
import {
  type History,
  type HistorySettings,
  openHistory,
  type TickValues,
} from '#engine/telemetry/telemetry.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

const DAY_MS = 86_400_000;
export const SETTINGS: HistorySettings = {
  rawMs: DAY_MS,
  minuteMs: 30 * DAY_MS,
  quarterMs: 365 * DAY_MS,
  maxBytes: 500_000_000,
};

export function makeFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-history-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'history.sqlite');
}

/** A history on a clock that a test moves. */
export class Recorder {
  readonly file: string;
  readonly clock: FakeClock;
  readonly faults: string[] = [];
  settings = SETTINGS;
  history: History;

  constructor(file = makeFile(), clock = new FakeClock(Date.UTC(2026, 0, 1, 12))) {
    this.file = file;
    this.clock = clock;
    this.history = this.#open();
    onTestFinished(() => this.history.close());
  }

  reopen(): void {
    this.history.close();
    this.history = this.#open();
  }

  /** One tick now, the next one is due after `intervalMs`; moves the clock there. */
  tick(
    servers: Readonly<Record<string, Readonly<Record<string, number>> | TickValues>>,
    intervalMs = 2_000,
  ): void {
    this.history.append({
      atMs: this.clock.now(),
      monotonicMs: this.clock.monotonic(),
      intervalMs,
      servers: new Map(Object.entries(servers).map(([name, values]) => [name, toValues(values)])),
    });
    this.clock.advance(intervalMs);
  }

  /** One server, tick after tick. */
  ticks(count: number, values: (at: number) => Readonly<Record<string, number>>, intervalMs = 2_000): void {
    for (let at = 0; at < count; at++) this.tick({ a: values(at) }, intervalMs);
  }

  /** Ticks without any server: what is due is done. */
  settle(count = 60): void {
    for (let at = 0; at < count; at++) this.tick({}, 20_000);
  }

  series(
    filter: Partial<z.output<typeof SeriesFilter>> & { fromMs: number; toMs?: number },
  ): Promise<SeriesPage> {
    const { fromMs, toMs, ...rest } = filter;
    return this.history.series({
      server: 'a',
      metrics: ['memory_bytes'],
      points: 600,
      from: new Date(fromMs).toISOString(),
      ...(toMs === undefined ? {} : { to: new Date(toMs).toISOString() }),
      ...rest,
    });
  }

  #open(): History {
    const { file, clock } = this;
    return openHistory({
      file,
      clock,
      settings: () => this.settings,
      onFault: (text) => this.faults.push(text),
    });
  }
}

export function one(page: SeriesPage): SeriesPage['series'][number] {
  const [series] = page.series;
  if (series === undefined) throw new Error('no series');
  return series;
}

export function total(values: readonly (number | null)[]): number {
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

function toValues(values: Readonly<Record<string, number>> | TickValues): TickValues {
  if ('values' in values && values.values instanceof Map) return values as TickValues;
  return { values: new Map(Object.entries(values)) as TickValues['values'], latencies: null };
}
