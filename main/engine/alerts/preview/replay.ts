import type { Rule } from '../../configuration/configuration.ts';
import { HALF_OVER_MS, holdsAfter, isReached } from '../judge/condition.ts';
import { Rise } from '../judge/rise.ts';
import type { Figure } from './figures.ts';

/** What is pending begins anew after so long without a look. */
const GAP_MS = 60_000;
/** What fires is over after so long without a figure. */
const UNKNOWN_MS = 5 * 60_000;

export interface Firing {
  readonly atMs: number;
  /** Null while it would still be firing. */
  readonly untilMs: number | null;
  /** The figure at its worst. */
  readonly peak: number;
}

/**
 * When a rule would have fired over figures of the past, oldest first. Where the rule's time is shorter than a step, the
 * step counts by its extreme, else by its mean.
 */
export function replay(rule: Rule, figures: readonly Figure[], stepMs: number, toMs: number): Firing[] {
  const { condition, forMs } = rule;
  const rise = condition.kind === 'rise' ? new Rise(condition.windowMs) : null;
  const isLow = condition.kind === 'below';
  const maxGapMs = Math.max(GAP_MS, 2 * stepMs);
  const maxUnknownMs = Math.max(UNKNOWN_MS, 2 * stepMs);
  const firings: Firing[] = [];
  let open: { atMs: number; peak: number } | null = null;
  let heldSince: number | null = null;
  /** It has been due, and its figure was not as bad as the rule wants at that moment. */
  let waits = false;
  let knownMs = Number.NEGATIVE_INFINITY;

  const close = (untilMs: number) => {
    if (open !== null) firings.push({ ...open, untilMs });
    open = null;
    heldSince = null;
  };
  for (const figure of figures) {
    const { atMs } = figure;
    const value = forMs > stepMs ? figure.mean : isLow ? figure.low : figure.high;
    if (value === null && condition.kind !== 'absent') continue;
    if (open !== null && atMs - knownMs > maxUnknownMs) close(knownMs + maxUnknownMs);
    if (atMs - knownMs > maxGapMs) {
      rise?.forget();
      if (open === null) heldSince = null;
    }
    knownMs = atMs;
    const looked = rise === null || value === null ? value : rise.add(atMs, value);
    if (holdsAfter(condition, looked, heldSince !== null) !== true) {
      close(atMs);
      heldSince = null;
      continue;
    }
    if (heldSince === null) waits = false;
    heldSince ??= atMs;
    const peak = looked ?? 0;
    if (open !== null) open.peak = isLow ? Math.min(open.peak, peak) : Math.max(open.peak, peak);
    else if (atMs - heldSince >= forMs) {
      // As the judge does: who is told of 80 % must not read 72 %.
      if (isReached(condition, looked)) open = { atMs: waits ? atMs : heldSince + forMs, peak };
      waits = open === null;
      if (waits && atMs - heldSince >= 2 * forMs + HALF_OVER_MS) heldSince = null;
    }
  }
  if (open !== null && toMs - knownMs <= maxUnknownMs) firings.push({ ...open, untilMs: null });
  else close(knownMs + maxUnknownMs);
  return firings;
}
