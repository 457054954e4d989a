import type { Alert, AlertState, Severity } from '#contract/alert.ts';
import { SEVERITIES } from '#contract/alert.ts';
import { SIGNALS, type SignalName } from '#contract/alert-signal.ts';
import type { Rule } from '../../configuration/configuration.ts';
import type { Said } from '../look.ts';
import { thresholdOf } from './condition.ts';
import type { Check } from './memory.ts';

/** What a cause has broken may take a moment to mend after the cause is gone. */
export const RECOVERY_MS = 60_000;

/** One alert from pending to its end, with what the judge has to remember of it. Times by the clock that never jumps. */
export class Life {
  readonly id: string;
  readonly server: string | null;
  readonly rule: string;
  /** Null for one of the last run until its server is seen, and after its rule went away. */
  check: Check | null = null;
  /** Why it is to end at this look, whatever its figure. */
  ending: string | null = null;

  /** Whether its condition held when the figure was last known, and since when. */
  holds = true;
  sinceMs: number;
  outMs: number;
  /** As of the last look; null where it is not known, and since when. */
  figure: number | null;
  isKnown = true;
  unknownMs: number;
  /** Since when the figure is beyond `worse.at`; null when it is not. */
  worseSinceMs: number | null = null;
  isWorse = false;
  /** Nothing new may fire: the look said so. */
  isBlocked = false;
  /** Of the last run, and no look has been made yet that counts. */
  isRestored = false;

  /** What explains it at this look, and until when it counts as explained when that is gone. */
  explainer: Life | null = null;
  explanation: string | null = null;
  isOwnServers = false;
  explainedUntilMs = Number.NEGATIVE_INFINITY;
  cause: string | null = null;

  isFlapping = false;
  flappingSinceMs = 0;
  /** Whether the present turn of a flapping one is counted in `times`. */
  isCounted = true;

  saidMs: number;
  saidFigure: number | null;
  /** Silences of this alert alone that were over when it got worse. */
  readonly endedSilences = new Set<number>();

  #alert: Alert;

  constructor(alert: Alert, nowMs: number) {
    this.id = alert.id;
    this.server = alert.server;
    this.rule = alert.rule;
    this.sinceMs = nowMs;
    this.outMs = nowMs;
    this.unknownMs = nowMs;
    this.saidMs = nowMs;
    this.figure = alert.value;
    this.saidFigure = alert.value;
    this.cause = alert.cause;
    this.isFlapping = alert.flapping;
    this.flappingSinceMs = nowMs;
    this.#alert = alert;
  }

  get alert(): Alert {
    if (this.#alert.value !== this.figure) this.#alert = { ...this.#alert, value: this.figure };
    return this.#alert;
  }

  get state(): AlertState {
    return this.#alert.state;
  }

  get isPending(): boolean {
    return this.#alert.fired_at === null;
  }

  get severity(): Severity {
    return this.#alert.severity;
  }

  /** @returns the alert as it is now */
  set(changes: Partial<Alert>): Alert {
    this.#alert = { ...this.#alert, ...changes };
    return this.alert;
  }

  /** The words are replaced; told whether they are others. */
  say({ message, nextStep, actions }: Said, nowMs: number): boolean {
    this.saidMs = nowMs;
    this.saidFigure = this.figure;
    const old = this.#alert;
    const same =
      old.message === message && old.next_step === nextStep && old.actions.join() === actions.join();
    if (!same) this.set({ message, next_step: nextStep, actions: [...actions] });
    return !same;
  }

  /** After its rule was edited, or when it is seen for the first time after a start. */
  follow(rule: Rule): void {
    this.set(factsOf(rule, this.isWorse));
  }
}

/** What an alert has of its rule alone. */
export function factsOf(
  rule: Rule,
  isWorse: boolean,
): Pick<Alert, 'rule' | 'type' | 'unit' | 'metric' | 'threshold'> {
  const { signal } = rule;
  return {
    rule: rule.name,
    type: rule.type,
    unit: rule.unit,
    metric: isOurs(signal) ? SIGNALS[signal].metric : signal,
    threshold: isWorse && rule.worse !== null ? rule.worse.at : thresholdOf(rule.condition),
  };
}

export function rankOf(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

function isOurs(signal: string): signal is SignalName {
  return Object.hasOwn(SIGNALS, signal);
}
