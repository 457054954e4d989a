import type { BreakerState } from '#contract/traffic.ts';
import type { BreakerSettings } from '../../configuration/configuration.ts';
import type { Clock } from '../../ports.ts';
import { createFailureWindow } from './failure-window.ts';

/**
 * - `failure`: no answer, or an answer that is the server's fault
 * - `tool-error`: the tool ran and says that it failed (`isError`)
 * - `ignored`: says nothing of the server: cancelled, refused here, or the client's own fault
 */
export type BreakerOutcome = 'success' | 'failure' | 'tool-error' | 'ignored';

export type Admission =
  /** A `trial` must be noted like any other call; until it is, others are refused. */
  | { readonly ok: true; readonly trial: boolean }
  /** `retryAtMs` by the wall clock: when it is worth asking again. */
  | { readonly ok: false; readonly retryAtMs: number; readonly reason: string };

/** The circuit breaker of one server. */
export interface Breaker {
  /** Asked before each call that goes to the server; what is answered from a cache does not ask. */
  admit(): Admission;
  /**
   * Called once for each call that was admitted, with the `trial` of its admission.
   * @param crash the end that took the call with it, for example "instance:run": calls lost in one end count once
   */
  note(outcome: BreakerOutcome, trial: boolean, crash?: unknown): void;
  /** Closes it: the server was started by its owner, or its entry was edited. */
  reset(): void;
  /** Half-open from the moment when the next call is a trial, whether one comes or not. */
  readonly state: BreakerState;
  /** What opened it, in a clause; null when it is closed. */
  readonly reason: string | null;
  /** What becomes of the next call, in a clause; null when it is closed. */
  readonly outlook: string | null;
  /** By the wall clock, when an open one lets a trial through; null otherwise. */
  readonly trialAtMs: number | null;
  /** No state changes by itself any more. */
  close(): void;
}

export interface BreakerOptions {
  /** The newest; null never refuses. */
  settings(): BreakerSettings | null;
  readonly clock: Clock;
  /** Called with every change of the state. Must not throw. */
  onChange(state: BreakerState, reason: string | null): void;
}

/** Models call tools wrongly all day; a server whose every call fails still opens the breaker. */
const TOOL_ERROR_WEIGHT = 0.25;

/** Ends that are remembered, so that calls which they took are counted once; more instances never end together. */
const MAX_CRASHES = 32;

/** While a trial is on its way, others are told to come again after this long. */
const TRIAL_PATIENCE_MS = 1_000;

const ADMITTED: Admission = { ok: true, trial: false };
const TRIAL: Admission = { ok: true, trial: true };

/**
 * Closed until calls fail, then open for a while, then half-open: one trial at a time decides. Its owner closes it, for a
 * timer runs while it is open.
 */
export function createBreaker({ settings, clock, onChange }: BreakerOptions): Breaker {
  const window = createFailureWindow(clock);
  const crashes = new Set<unknown>();
  let state: BreakerState = 'closed';
  let reason: string | null = null;
  /** Failures since the last success, tool errors by their weight. */
  let streak = 0;
  let failures = 0;
  /** So that a trial is judged by the same measure. */
  let openedByTools = false;
  /** Trials that failed since it was closed. */
  let failedTrials = 0;
  /** For how long it is open, as it was set when that began. */
  let openForMs = 0;
  /** Monotonic. An open one is half-open then; a half-open one lets another trial through, should the first be lost. */
  let trialAt = 0;
  let trialOut = false;
  let cancelTimer = (): void => {};
  let isClosing = false;

  const turn = (next: BreakerState, why: string | null): void => {
    const changed = state !== next;
    state = next;
    reason = why;
    if (changed) onChange(next, cause());
  };
  const close = (): void => {
    streak = 0;
    failures = 0;
    failedTrials = 0;
    trialOut = false;
    cancelTimer();
    window.clear();
    turn('closed', null);
  };
  const open = (why: string | null, openMs: number): void => {
    trialOut = false;
    openForMs = openMs;
    trialAt = clock.monotonic() + openMs;
    cancelTimer();
    // Nobody may ask for hours: that it refuses nothing any more must not wait for that.
    if (!isClosing) cancelTimer = clock.after(openMs, halfOpen);
    turn('open', why);
  };
  const halfOpen = (): void => {
    cancelTimer();
    // A timer may be a moment early.
    trialAt = Math.min(trialAt, clock.monotonic());
    turn('half-open', reason);
  };
  const outlook = (): string | null => {
    switch (state) {
      case 'closed':
        return null;
      case 'open':
        return `requests are refused for ${seconds(openForMs)}`;
      case 'half-open':
        return trialOut ? 'a trial is on its way' : 'the next request is a trial';
      default:
        return state satisfies never;
    }
  };
  const cause = (): string | null => {
    if (reason === null || failedTrials === 0) return reason;
    return `${reason}, and so did ${failedTrials === 1 ? 'a trial' : `${failedTrials} trials`} since`;
  };
  const wallTime = (monotonicMs: number): number => clock.now() + monotonicMs - clock.monotonic();

  const judge = (current: BreakerSettings): void => {
    const calls = window.sum(current.windowMs);
    const percent = (100 * calls.failed) / Math.max(1, calls.total);
    const inRow = streak >= current.failures;
    if (!inRow && (calls.total < current.minimum || percent < current.errorRatePercent)) return;
    openedByTools = inRow && failures === 0;
    const span = seconds(current.windowMs);
    const tooMany = `${Math.round(percent)} % of the last ${calls.total} requests within ${span} failed`;
    open(inRow ? rowReason(failures, streak) : tooMany, current.openMs);
  };

  const noteTrial = (outcome: BreakerOutcome, current: BreakerSettings): void => {
    trialOut = false;
    if (outcome === 'ignored') {
      trialAt = clock.monotonic();
      return;
    }
    const failed = outcome === 'failure' || (outcome === 'tool-error' && openedByTools);
    if (!failed) {
      close();
      return;
    }
    failedTrials++;
    open(reason, current.openMs);
  };

  return {
    admit() {
      if (state === 'closed') return ADMITTED;
      const current = settings();
      if (current === null) {
        close();
        return ADMITTED;
      }
      const now = clock.monotonic();
      if (now < trialAt) {
        const until = trialOut ? Math.min(trialAt, now + TRIAL_PATIENCE_MS) : trialAt;
        return { ok: false, retryAtMs: wallTime(until), reason: cause() ?? '' };
      }
      halfOpen();
      trialOut = true;
      trialAt = now + current.openMs;
      return TRIAL;
    },
    note(outcome, trial, crash) {
      const current = settings();
      if (current === null) {
        if (state !== 'closed') close();
        return;
      }
      if (trial) {
        if (state === 'half-open') noteTrial(outcome, current);
        return;
      }
      // Calls that left before it opened say nothing new.
      if (state !== 'closed' || outcome === 'ignored') return;
      if (outcome === 'success') {
        streak = 0;
        failures = 0;
        window.note(0, current.windowMs);
        return;
      }
      if (crash !== undefined && isKnown(crashes, crash)) return;
      const weight = outcome === 'failure' ? 1 : TOOL_ERROR_WEIGHT;
      streak += weight;
      if (outcome === 'failure') failures++;
      window.note(weight, current.windowMs);
      judge(current);
    },
    reset() {
      if (state !== 'closed' || streak > 0) close();
    },
    get state() {
      return state;
    },
    get reason() {
      return cause();
    },
    get outlook() {
      return outlook();
    },
    get trialAtMs() {
      return state === 'open' ? wallTime(trialAt) : null;
    },
    close() {
      isClosing = true;
      cancelTimer();
    },
  };
}

function isKnown(crashes: Set<unknown>, crash: unknown): boolean {
  if (crashes.has(crash)) return true;
  const [oldest] = crashes;
  if (crashes.size >= MAX_CRASHES) crashes.delete(oldest);
  crashes.add(crash);
  return false;
}

function rowReason(failures: number, streak: number): string {
  const toolErrors = Math.round((streak - failures) / TOOL_ERROR_WEIGHT);
  const requests = failures === 1 ? '1 request' : `${failures} requests`;
  const tools = toolErrors === 1 ? '1 tool call' : `${toolErrors} tool calls`;
  const inRow = failures + toolErrors === 1 ? '' : ' in a row';
  if (toolErrors === 0) return `${requests}${inRow} failed`;
  if (failures === 0) return `${tools}${inRow} failed`;
  return `${requests} and ${tools}${inRow} failed`;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
