import type { LimitView } from '#contract/limit.ts';
import type { LimitSettings } from '../configuration/configuration.ts';
import type { Clock } from '../ports.ts';
import { limitFailure } from './failure.ts';
import { type LimitVerdict, type LimitWatch, UNWATCHED, watchLimits } from './limit-watch.ts';
import type { SupervisedServer } from './supervised-server.ts';

/** Looks at the limits of one server's processes at each sampling pass. */
export interface LimitKeeper {
  look(servers: readonly SupervisedServer[], limits: LimitSettings): void;
  readonly overLimit: string | null;
  /** Whether that limit is passed, and not only near. */
  readonly isLimitPassed: boolean;
}

/** A restart for a soft limit waits this long for the requests that are in flight. */
const DRAIN_MS = 5_000;
/** One that could not be helped by restarts is told of again after this long. */
const TELL_EACH_MS = 10 * 60_000;

interface Watched {
  readonly run: number;
  watch: LimitWatch;
  /** When each limit was last told to be passed. */
  readonly toldMs: Map<LimitView['limit'], number>;
  /** When it was last told that it comes near a limit. */
  warnedMs: number | null;
}

export function keepLimits({
  clock,
  sampleIntervalMs,
  onWarning,
}: {
  readonly clock: Clock;
  readonly sampleIntervalMs: () => number;
  /** A clause about the server: it comes near a limit, and nothing is done yet. */
  readonly onWarning: (server: SupervisedServer, text: string) => void;
}): LimitKeeper {
  const watched = new WeakMap<SupervisedServer, Watched>();
  let overLimit: string | null = null;
  let isLimitPassed = false;

  function verdictOn(server: SupervisedServer, limits: LimitSettings): [Watched, LimitVerdict] | null {
    const { sample, run, life } = server;
    if (sample === null || run === null) return null;
    const known = watched.get(server);
    const one =
      known?.run === life.memory.run
        ? known
        : { run: life.memory.run, watch: UNWATCHED, toldMs: new Map(), warnedMs: null };
    watched.set(server, one);
    const { memoryBytes, processes, cpuPercent } = sample;
    const { watch, verdict } = watchLimits(
      one.watch,
      { atMs: clock.monotonic(), memoryBytes, processes, cpuPercent },
      { limits, enforced: run.limits, sampleIntervalMs: sampleIntervalMs() },
    );
    one.watch = watch;
    return [one, verdict];
  }

  function act(
    server: SupervisedServer,
    one: Watched,
    verdict: LimitVerdict & { kind: 'breach' },
    limits: LimitSettings,
  ): void {
    const isSoft = verdict.limit === 'memory_soft';
    if (isSoft && server.inFlight > 0 && verdict.sinceMs < limits.sustainedMs + DRAIN_MS) return;
    const toldMs = one.toldMs.get(verdict.limit);
    if (toldMs !== undefined && clock.monotonic() - toldMs < TELL_EACH_MS) return;
    one.toldMs.set(verdict.limit, clock.monotonic());
    const code = verdict.limit === 'processes' ? 'process-limit' : 'memory-limit';
    const failure = limitFailure(code, sayBreach(verdict));
    server.tell({ kind: 'over-limit', run: one.run, failure, atOnce: !isSoft });
  }

  function warn(server: SupervisedServer, one: Watched, verdict: LimitVerdict & { kind: 'warn' }): void {
    if (one.warnedMs !== null && clock.monotonic() - one.warnedMs < TELL_EACH_MS) return;
    one.warnedMs = clock.monotonic();
    onWarning(server, sayWarning(verdict));
  }

  return {
    look(servers, limits) {
      overLimit = null;
      isLimitPassed = false;
      for (const server of servers) {
        const found = verdictOn(server, limits);
        if (found === null) continue;
        const [one, verdict] = found;
        if (verdict.kind === 'calm') continue;
        // What is passed goes before what is only near.
        if (overLimit === null || (verdict.kind === 'breach' && !isLimitPassed)) {
          overLimit = `it ${verdict.kind === 'warn' ? sayWarning(verdict) : sayBreach(verdict)}`;
          isLimitPassed = verdict.kind === 'breach';
        }
        if (verdict.kind === 'breach') act(server, one, verdict, limits);
        else warn(server, one, verdict);
      }
    },
    get overLimit() {
      return overLimit;
    },
    get isLimitPassed() {
      return isLimitPassed;
    },
  };
}

function sayWarning({ limit, value, limitValue }: LimitVerdict & { kind: 'warn' }): string {
  switch (limit) {
    case 'cpu_quota':
      return `uses ${Math.round(value)} % of a core, and ${Math.round(limitValue)} % is its quota`;
    case 'processes':
      return `has ${value} processes, and ${limitValue} are allowed`;
    default:
      return `uses ${megabytes(value)} of the ${megabytes(limitValue)} that it may use for long`;
  }
}

function sayBreach({ limit, value, limitValue, sinceMs }: LimitVerdict & { kind: 'breach' }): string {
  switch (limit) {
    case 'processes':
      return `has ${value} processes, and ${limitValue} are allowed`;
    case 'memory_hard':
      return `uses ${megabytes(value)}, over its hard limit of ${megabytes(limitValue)}`;
    case 'memory_soft': {
      const seconds = Math.round(sinceMs / 1000);
      return `uses ${megabytes(value)}, over its soft limit of ${megabytes(limitValue)} for ${seconds} s`;
    }
    default:
      return limit satisfies never;
  }
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000).toLocaleString('en')} MB`;
}
