import type { AlertAction } from '#contract/alert.ts';
import type { Rule, Signal } from '../configuration/configuration.ts';

/** All that rules look at, in one moment. */
export interface AlertLook {
  /** Milliseconds since 1970; may jump. */
  readonly atMs: number;
  /** Of the clock that never jumps: how long something holds is measured by it. */
  readonly monotonicMs: number;
  readonly servers: readonly SubjectLook[];
  /** The machine and Signalbox. */
  readonly machine: SubjectLook;
  /** Signalbox has only just started, or the machine has only just woken: nothing new fires, what holds goes on to. */
  readonly settling: boolean;
}

/** One server, or the machine. */
export interface SubjectLook {
  /** Null for the machine. */
  readonly server: string | null;
  /** Null while it is not known. Asked for every rule in every look: it must be cheap. */
  value(signal: Signal, rule: Rule): number | null;
  /** Words for an alert of this rule. Asked when one fires or its figures change much. */
  say(rule: Rule, value: number | null): Said;
  /** Why nothing of it is to fire now, such as "you stopped it": what is open is resolved with that. Null otherwise. */
  readonly over: string | null;
  /** Why nothing new of it fires for a moment, such as "you restarted it"; what is open goes on. Null otherwise. */
  readonly quiet: string | null;
  /** What else explains its troubles, the nearest first. Empty for the machine. */
  readonly roots: readonly Root[];
}

/** Something outside a server that explains what is wrong with it. */
export interface Root {
  /** A server that it depends on, or null for the machine. */
  readonly server: string | null;
  /** Rules of that server or the machine: one of them pending or firing makes it the cause. */
  readonly rules: readonly string[];
  /** "db, which it depends on, is down". */
  readonly sentence: string;
}

export interface Said {
  /** With the figures that it rests on; begins with the server's name where there is one. */
  readonly message: string;
  readonly nextStep: string | null;
  readonly actions: readonly AlertAction[];
}
