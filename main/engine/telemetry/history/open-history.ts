import { existsSync } from 'node:fs';
import type { EngineFigures } from '#contract/engine-figures.ts';
import type { SeriesPage } from '#contract/metric.ts';
import type { Clock } from '../../ports.ts';
import {
  type Checkpointer,
  createCheckpointer,
  type Database,
  isDamage,
  type OpenedDatabase,
  openDatabase,
  replaceDatabase,
} from '../../state/state.ts';
import { keptKey } from '../blocks/custom-key.ts';
import type { Increases } from '../blocks/measured.ts';
import { type Newest, readNewest, watchFile, writeNewest } from './carry-over.ts';
import type { History, HistorySettings, Step, Tick } from './history.ts';
import { plan, RESOLUTION, read, type Wanted, withFilledSteps } from './reader.ts';
import { Retention } from './retention.ts';
import { historyMigrations } from './schema.ts';
import { mergedLatencies, toPage, toSteps } from './series-page.ts';
import { HistoryStore } from './store.ts';
import { asSentence, reason } from './wording.ts';
import { HistoryWriter } from './writer.ts';

export interface HistoryOptions {
  /** Of the database; it is made when it is not there. */
  readonly file: string;
  readonly clock: Clock;
  /** Asked with each tick, so that a change holds at once. */
  readonly settings: () => HistorySettings;
  /** Told once when the history can't be kept, in a sentence; the next only after it could be again. */
  readonly onFault: (text: string) => void;
}

/** Where the file can't be opened at all, so much is kept in memory. */
const IN_MEMORY_MAX_BYTES = 24_000_000;
const MINUTE_MS = 60_000;
/** How finely the ends of a span of latencies are met. */
const LATENCY_STEPS = 600;

interface Opened {
  readonly database: Database;
  readonly store: HistoryStore;
  readonly retention: Retention;
  readonly writer: HistoryWriter;
  readonly checkpointer: Checkpointer | null;
  readonly isTakenAway: (tick: Tick) => boolean;
}

/**
 * Opens or begins the history. Never throws: a damaged file is moved aside, and one that can't be opened is left alone
 * while the figures are kept in memory.
 */
export function openHistory({ file, clock, settings, onFault }: HistoryOptions): History {
  let fault: string | null = null;
  let lastingFault: string | null = null;
  let isClosed = false;
  /** Of each server; counted on, whichever file they are written to. */
  const increases = new Map<string, Increases>();
  let opened = openFirst();

  function openFirst(): Opened {
    try {
      return begin(file, tellOfDamage(openDatabase(file, options())));
    } catch (error) {
      return isDamage(error) ? openAnew() : openInMemory(error);
    }
  }

  function openAnew(): Opened {
    try {
      return begin(file, tellOfDamage(replaceDatabase(file, options())));
    } catch (error) {
      return openInMemory(error);
    }
  }

  function openInMemory(error: unknown, newest: Newest | null = null): Opened {
    lastingFault = `the history can't be opened, so figures are kept in memory alone: ${reason(error)}`;
    onFault(asSentence(lastingFault));
    return begin(':memory:', openDatabase(':memory:', options()).database, newest);
  }

  /** Begins a new file with the last minutes. Another that was put there is moved aside, as a damaged one is. */
  function startOver(): void {
    const isReplaced = existsSync(file);
    const newest = readNewest(opened.database);
    shut(opened);
    try {
      const { database, quarantined } = replaceDatabase(file, options());
      opened = begin(file, database, newest);
      const whatWas = isReplaced
        ? `replaced by another, which was moved to ${quarantined}`
        : 'deleted or moved';
      onFault(
        `The file of the history was ${whatWas}: a new one was begun with the last minutes, and what was measured before is no longer there.`,
      );
    } catch (error) {
      opened = openInMemory(error, newest);
    }
  }

  function options() {
    // Pages are looked at when they are read: to look at all of them would hold up the start for seconds.
    return {
      migrations: historyMigrations,
      nowMs: clock.now(),
      check: false,
      before: 'PRAGMA auto_vacuum = INCREMENTAL',
    };
  }

  function tellOfDamage({ database, quarantined }: OpenedDatabase): Database {
    if (quarantined !== null)
      onFault(`The history was damaged: it was moved to ${quarantined}, and a new one was begun.`);
    return database;
  }

  function begin(place: string, database: Database, newest: Newest | null = null): Opened {
    try {
      if (newest !== null) writeNewest(database, newest);
      return beginWith(place, database);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  function beginWith(place: string, database: Database): Opened {
    const store = new HistoryStore(database);
    const retention = new Retention(database, store, place);
    const isOnDisk = place === file;
    const checkpointer = isOnDisk ? createCheckpointer(file, clock) : null;
    const bounded = () =>
      isOnDisk ? settings() : { ...settings(), maxBytes: Math.min(settings().maxBytes, IN_MEMORY_MAX_BYTES) };
    const isTakenAway = isOnDisk ? watchFile(file) : () => false;
    const writer = new HistoryWriter(store, retention, {
      settings: bounded,
      increases,
      onWrite: () => checkpointer?.noteWrite(),
    });
    return { database, store, retention, writer, checkpointer, isTakenAway };
  }

  function shut({ checkpointer, database }: Opened): void {
    checkpointer?.close();
    database.close();
  }

  /** What can't be read is moved aside, as when it is found at the start. */
  function failed(error: unknown): void {
    if (isDamage(error) && lastingFault === null) {
      shut(opened);
      opened = openAnew();
      return;
    }
    const isFirst = fault === null;
    fault = `the history can't be written: ${reason(error)}`;
    if (isFirst) onFault(asSentence(fault));
  }

  /** A reader of a damaged file gets what there is in the new one: nothing. */
  async function readGuarded<T>(work: (store: HistoryStore) => Promise<T>): Promise<T> {
    const from = opened;
    try {
      return await work(from.store);
    } catch (error) {
      if (!isDamage(error) || isClosed) throw error;
      if (opened === from) failed(error);
      return work(opened.store);
    }
  }

  return {
    append(tick: Tick): void {
      if (isClosed) return;
      try {
        if (opened.isTakenAway(tick)) startOver();
        opened.writer.append(tick);
        fault = null;
      } catch (error) {
        failed(error);
      }
    },
    async series({ server, metrics, from, to, points }): Promise<SeriesPage> {
      const fromMs = Date.parse(from);
      const toMs = Math.max(fromMs + 1, to === undefined ? clock.now() : Date.parse(to));
      const kept = metrics.map(keptKey);
      const wanted: Wanted = { server, metrics: kept, fromMs, toMs };
      return readGuarded(async (store) => {
        const how = plan(store, wanted, points);
        const rollup = withFilledSteps(await read(store, wanted, how), kept);
        const page = toPage(rollup, kept);
        return {
          server,
          from: new Date(fromMs).toISOString(),
          to: new Date(toMs).toISOString(),
          resolution: RESOLUTION[how.level],
          ...page,
          // By the names that were asked for.
          series: page.series.map((one, at) => ({ ...one, metric: metrics[at] ?? one.metric })),
        };
      });
    },
    async steps(server, metric, { fromMs, toMs, stepMs }): Promise<Step[]> {
      return readGuarded(async (store) => {
        const wanted: Wanted = { server, metrics: [metric], fromMs, toMs };
        // Minutes hold the same, and are quicker to read.
        const rollup = await read(store, wanted, { level: stepMs % MINUTE_MS === 0 ? 1 : 0, stepMs });
        return toSteps(rollup, metric);
      });
    },
    async latencies(server, span): Promise<Uint32Array> {
      return readGuarded(async (store) => {
        const wanted: Wanted = { server, metrics: ['p50_ms'], ...span };
        const rollup = await read(store, wanted, plan(store, wanted, LATENCY_STEPS));
        return mergedLatencies(rollup);
      });
    },
    figures(): EngineFigures['history'] {
      const { store, retention } = opened;
      const at = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
      const base = { max_bytes: settings().maxBytes, fault: lastingFault ?? fault };
      if (isClosed) return { ...base, bytes: 0, oldest_raw_at: null, oldest_at: null };
      try {
        const tail = store.oldestTickMs();
        const raw = store.oldest(0) ?? tail;
        const all = [raw, store.oldest(1), store.oldest(2)].filter((ms) => ms !== null);
        return {
          ...base,
          bytes: retention.bytes(),
          oldest_raw_at: at(raw),
          oldest_at: at(all.length === 0 ? null : Math.min(...all)),
        };
      } catch (error) {
        failed(error);
        return { ...base, bytes: 0, oldest_raw_at: null, oldest_at: null, fault: lastingFault ?? fault };
      }
    },
    close(): void {
      if (isClosed) return;
      isClosed = true;
      shut(opened);
    },
  };
}
