import type { Alert } from '#contract/alert.ts';
import type { AlertEvent } from '../alert-event.ts';
import type { AlertLook } from '../look.ts';

/** Decides which alerts there are. It tells nobody: what it decides is in the events. */
export interface Judge {
  look(look: AlertLook): AlertEvent[];
  /** When something that is pending comes due, by the clock that never jumps; null when nothing does. */
  dueMs(): number | null;
  /** Pending, firing, acknowledged, silenced and inhibited; the worst and newest first. */
  open(): readonly Alert[];
  find(id: string): Alert | null;
  /** Null where it is open no more. */
  acknowledge(id: string, atMs: number): AlertEvent | null;
  /** Takes these off the list: resolved with "cleared". */
  clear(ids: readonly string[], atMs: number): AlertEvent[];
  /** To be called when silences have changed. */
  applySilences(atMs: number): AlertEvent[];
  /** What others know of an alert. Null where it is open no more. */
  annotate(
    id: string,
    facts: Partial<Pick<Alert, 'related' | 'remedies' | 'notified_at' | 'incident'>>,
  ): Alert | null;
}
