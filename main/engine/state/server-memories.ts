import { z } from 'zod';
import { LastExit } from '#contract/server.ts';
import { type Database, durably } from './database.ts';
import type { GuardedWrites } from './guarded-writes.ts';

/** What a server's life carries over from one engine run to the next. */
export interface ServerMemory {
  /** Stopped by its owner, and to stay so. */
  readonly stoppedByOwner: boolean;
  /** Starts that followed an unwanted end. */
  readonly restarts: number;
  /** Launches: numbers the runs. */
  readonly runs: number;
  /** Failures in a row: how far the back-off has come. */
  readonly failures: number;
  /** Wall times in milliseconds since 1970, oldest first. */
  readonly earlyDeaths: readonly number[];
  /** Trials of a crash loop that came to nothing. */
  readonly trials: number;
  /** Wall time in milliseconds since 1970 of the next trial; null outside of a crash loop. */
  readonly trialDueAtMs: number | null;
  /** Whether its next start asks for the era first: not where it is known to end on that question. */
  readonly asksForEra: boolean;
  /** Restarts for a limit that was passed: wall times in milliseconds since 1970, oldest first. */
  readonly limitRestarts: readonly number[];
  readonly lastProblem: string | null;
  readonly lastExit: LastExit | null;
  /** Wall time of the last use by a client; null before the first. */
  readonly lastUsedAtMs: number | null;
}

/** By the name of a server and its instance, which counts from 1. Never throws. */
export interface ServerMemories {
  /** Null for one that was never saved, or whose row can't be read, which is told in the register. */
  load(server: string, instance: number): ServerMemory | null;
  /** On disk when it returns, as far as a crash of the engine goes; a changed `stoppedByOwner` outlives a power cut too. */
  save(server: string, instance: number, memory: ServerMemory): void;
}

const WHAT = 'memory of servers';
const Times = z.array(z.number());

export function createServerMemories(database: Database, writes: GuardedWrites): ServerMemories {
  const select = database.prepare('SELECT * FROM server_memory WHERE server = ? AND instance = ?');
  const upsert = database.prepare(`
    INSERT OR REPLACE INTO server_memory (server, instance, stopped_by_owner, restarts, runs, failures, early_deaths,
      trials, limit_restarts, last_problem, last_exit, last_used_ms, trial_due_ms, asks_for_era)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const isStopped = database.prepare(
    'SELECT stopped_by_owner FROM server_memory WHERE server = ? AND instance = ?',
  );

  return {
    load(server, instance) {
      let memory: ServerMemory | null = null;
      writes.attempt(
        WHAT,
        () => {
          const row = select.get(server, instance);
          if (row !== undefined) memory = fromRow(row);
        },
        'read',
      );
      return memory;
    },
    save(server, instance, memory) {
      const wish = memory.stoppedByOwner ? 1 : 0;
      const write = (): void => {
        upsert.run(
          server,
          instance,
          wish,
          memory.restarts,
          memory.runs,
          memory.failures,
          JSON.stringify(memory.earlyDeaths),
          memory.trials,
          JSON.stringify(memory.limitRestarts),
          memory.lastProblem,
          memory.lastExit === null ? null : JSON.stringify(memory.lastExit),
          memory.lastUsedAtMs,
          memory.trialDueAtMs,
          memory.asksForEra ? 1 : 0,
        );
      };
      writes.attempt(WHAT, () => {
        const before = isStopped.get(server, instance)?.['stopped_by_owner'] ?? 0;
        if (before === wish) write();
        else durably(database, write);
      });
    },
  };
}

function fromRow(row: Readonly<Record<string, unknown>>): ServerMemory {
  const { last_problem, last_exit, last_used_ms, trial_due_ms } = row;
  return {
    stoppedByOwner: row['stopped_by_owner'] === 1,
    restarts: Number(row['restarts']),
    runs: Number(row['runs']),
    failures: Number(row['failures']),
    earlyDeaths: Times.parse(JSON.parse(String(row['early_deaths']))),
    trials: Number(row['trials']),
    trialDueAtMs: trial_due_ms === null ? null : Number(trial_due_ms),
    asksForEra: row['asks_for_era'] === 1,
    limitRestarts: Times.parse(JSON.parse(String(row['limit_restarts']))),
    lastProblem: last_problem === null ? null : String(last_problem),
    lastExit: last_exit === null ? null : LastExit.parse(JSON.parse(String(last_exit))),
    lastUsedAtMs: last_used_ms === null ? null : Number(last_used_ms),
  };
}
