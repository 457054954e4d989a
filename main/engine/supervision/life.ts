import type { RestartSettings, ServerConfig } from '../configuration/configuration.ts';
import type { Failure } from './failure.ts';
import type { BackoffMemory } from './restart-backoff.ts';

/** What the life of a server is made of: its phases, what can happen to it and what has to be done about it. */
export interface Life {
  readonly phase: Phase;
  readonly memory: Memory;
}

/**
 * `idle` is one on demand that nobody uses, `finished` one that ended as its configuration calls a success, `spare` an
 * instance that its pool no longer needs, `client-left` the process of a single client, `removed` one that the
 * configuration no longer names.
 */
export type StopWhy =
  | 'owner'
  | 'disabled'
  | 'closing'
  | 'idle'
  | 'finished'
  | 'spare'
  | 'client-left'
  | 'removed';
/**
 * `demand` is a client's request, `mended` a change of what kept it from starting, `limit` a limit that was passed,
 * `dependency` the return of a server that it depends on, `pool` a queue that is long.
 */
export type StartCause =
  | 'engine'
  | 'owner'
  | 'configuration'
  | 'failure'
  | 'demand'
  | 'mended'
  | 'limit'
  | 'dependency'
  | 'pool'
  /** As a rule of the alerts says. */
  | 'remedy';

export type Phase =
  | { readonly kind: 'stopped'; readonly why: StopWhy }
  | { readonly kind: 'waiting'; readonly cause: StartCause; readonly for: 'dependencies' | 'turn' }
  | { readonly kind: 'starting'; readonly run: number; readonly cause: StartCause }
  | {
      readonly kind: 'ready';
      readonly run: number;
      readonly sinceMs: number;
      readonly settled: boolean;
      /** Why it counts as hung, where its configuration says to leave such a server running; else null. */
      readonly hung: Failure | null;
    }
  /** Its process is being ended, or has ended and what it left is being swept. */
  | { readonly kind: 'ending'; readonly run: number; readonly after: After }
  | { readonly kind: 'backing-off'; readonly untilMs: number; readonly failure: Failure }
  | { readonly kind: 'crash-looping'; readonly untilMs: number; readonly failure: Failure }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What follows when nothing of the process is left. */
export type After =
  | { readonly kind: 'stop'; readonly why: StopWhy }
  | { readonly kind: 'start'; readonly cause: StartCause }
  | {
      readonly kind: 'back-off';
      readonly untilMs: number;
      readonly looping: boolean;
      readonly failure: Failure;
    }
  | { readonly kind: 'fail'; readonly failure: Failure };

export interface Memory {
  /** Numbers the launches of this server; 0 before the first. */
  readonly run: number;
  readonly backoff: BackoffMemory;
  /** Launches that followed a failure. */
  readonly restarts: number;
  /** When the next trial of its crash loop is due, monotonic milliseconds; null outside of one. */
  readonly trialDueMs: number | null;
  /** When it was restarted for a limit, monotonic milliseconds, oldest first. */
  readonly limitRestarts: readonly number[];
  /** What was wrong at its last failure, in a clause; null before the first and after a wish of its owner. */
  readonly lastProblem: string | null;
  /** When it went down, for "back after"; null while nothing is wrong. */
  readonly downSinceMs: number | null;
  /** Whether the next start asks for the era first; some servers end when they see a request that they don't know. */
  readonly discover: boolean;
  /** An end on that question is no failure, once; set when that one has been used. */
  readonly discoverExcused: boolean;
}

export type Event =
  | { readonly kind: 'start'; readonly cause: StartCause }
  | { readonly kind: 'stop'; readonly why: StopWhy }
  /** `because` in a clause, where more is to be said than the cause. */
  | { readonly kind: 'restart'; readonly cause: StartCause; readonly because: string | null }
  /** A client's request waits for it. */
  | { readonly kind: 'demand' }
  /** No client has used it for as long as it is kept for. */
  | { readonly kind: 'idle' }
  /** What kept it from starting has changed; `what` in a clause, "/usr/bin/foo appeared". */
  | { readonly kind: 'mended'; readonly what: string }
  | { readonly kind: 'dependencies-ready' }
  | { readonly kind: 'slot' }
  | { readonly kind: 'launch-failed'; readonly run: number; readonly failure: Failure }
  | {
      readonly kind: 'handshake-done';
      readonly run: number;
      readonly startMs: number;
      readonly legacy: boolean;
    }
  | { readonly kind: 'handshake-failed'; readonly run: number; readonly failure: Failure }
  /** `unheard` means that it ended before it had said anything, with the era question on its stdin. */
  | { readonly kind: 'exited'; readonly run: number; readonly failure: Failure; readonly unheard: boolean }
  | { readonly kind: 'hung'; readonly run: number; readonly failure: Failure }
  | { readonly kind: 'answers-again'; readonly run: number }
  /** `atOnce` is for a limit that must not be passed at all. */
  | { readonly kind: 'over-limit'; readonly run: number; readonly failure: Failure; readonly atOnce: boolean }
  /** Nothing is left of that run's processes. */
  | {
      readonly kind: 'gone';
      readonly run: number;
      /** SIGKILL was needed. */
      readonly killed?: boolean;
      /** It runs on without us, as configured. */
      readonly kept?: boolean;
    }
  | { readonly kind: 'start-due' }
  | { readonly kind: 'settled'; readonly run: number };

export type Effect =
  /** Ask for a turn to start; answered by `slot`. A restart after a failure counts against the budget of all. */
  | { readonly kind: 'ask-slot'; readonly isRestart: boolean }
  /** Give the slot back, or take the question for one back. */
  | { readonly kind: 'free-slot' }
  | { readonly kind: 'launch'; readonly run: number; readonly discover: boolean }
  /** Run the stop ladder, or only its sweep when the process has ended; answered by `gone`. */
  | { readonly kind: 'end'; readonly run: number; readonly manner: 'polite' | 'hung' | 'swept' }
  /** Go straight to SIGKILL with the ladder that runs. */
  | { readonly kind: 'hurry'; readonly run: number }
  /** At most one is set; a new one takes its place. */
  | { readonly kind: 'set-timer'; readonly event: 'start-due' | 'settled'; readonly ms: number }
  | { readonly kind: 'clear-timer' }
  | { readonly kind: 'tell'; readonly fact: Fact };

/** What the register is told. */
export type Fact =
  | { readonly kind: 'starting'; readonly cause: StartCause }
  | { readonly kind: 'ready'; readonly backAfterMs: number | null }
  | {
      readonly kind: 'down';
      readonly failure: Failure;
      readonly nextInMs: number | null;
      readonly looping: boolean;
    }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** It hangs and is left running, as configured. */
  | { readonly kind: 'hung'; readonly failure: Failure }
  | { readonly kind: 'answers-again' }
  /** It passed a limit; it is left running where its policy is never to restart, or that was done too often lately. */
  | {
      readonly kind: 'over-limit';
      readonly failure: Failure;
      readonly outcome: 'restart' | 'too-often' | 'policy';
    }
  | { readonly kind: 'mended'; readonly what: string }
  | { readonly kind: 'stopping'; readonly why: StopWhy | 'restart' }
  | { readonly kind: 'stopped'; readonly why: StopWhy /** SIGKILL was needed. */; readonly killed: boolean }
  /** Not even SIGKILL ended these; it is tried again until they are gone. */
  | { readonly kind: 'left'; readonly pids: readonly number[] };

export interface Context {
  /** Monotonic milliseconds. */
  readonly nowMs: number;
  /** Uniform in [0, 1). */
  readonly random: number;
  readonly restart: RestartSettings;
  readonly onHang: ServerConfig['liveness']['onHang'];
  /** Reached by URL only: there is nothing to give up on, so a connection is tried for ever. */
  readonly isRemote: boolean;
}

export interface Step {
  readonly life: Life;
  readonly effects: readonly Effect[];
}
