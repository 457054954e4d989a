import type { LostPoints } from '#contract/health.ts';
import { lose } from '../score/lost-points.ts';
import type { LevelFinding } from '../score/score.ts';
import { sayDuration } from '../score/wording.ts';
import type { ProbeFacts, ServerFacts } from '../server-facts.ts';

/** A probe is slow at this many times what is usual, and at this much more: below it only the machine is busy. */
const SLOW_FACTOR = 5;
const SLOW_MORE_MS = 250;

const NO_PROBES: ProbeFacts = { lastMs: null, recentMs: null, usualMs: null, isBusy: false };

/** Whether a server that is ready answers in its protocol. Its handshake is the first evidence. */
export function judgeProtocol(facts: ServerFacts): LevelFinding {
  const { missedProbes, isHung, problem, probes = NO_PROBES } = facts;
  const lost = isHung
    ? [lose('hung', problem ?? 'it does not answer')]
    : [...missedLoss(missedProbes), ...slowLoss(probes)];
  return { level: 'protocol', isKnown: true, evidence: evidenceOf(facts, probes), lost };
}

function evidenceOf({ missedProbes, isHung, problem }: ServerFacts, probes: ProbeFacts): string {
  const { lastMs, isBusy } = probes;
  const last = lastMs === null ? '' : `; the last answer took ${sayDuration(lastMs)}`;
  if (isHung) return `${problem ?? 'it does not answer'}${last}`;
  if (missedProbes > 0) return `${sayMissed(missedProbes)}${last}`;
  if (isBusy) return `it works on a client's request and left the last probe unanswered${last}`;
  if (lastMs === null) return 'it answered the handshake; no probe has been answered yet';
  return `it answered the last probe in ${sayDuration(lastMs)}`;
}

function missedLoss(missed: number): LostPoints[] {
  return missed === 0 ? [] : [lose('missed-probes', sayMissed(missed), missed)];
}

function sayMissed(missed: number): string {
  return missed === 1 ? 'it did not answer the last probe' : `it did not answer ${missed} probes in a row`;
}

function slowLoss({ recentMs, usualMs }: ProbeFacts): LostPoints[] {
  if (recentMs === null || usualMs === null) return [];
  if (recentMs < SLOW_FACTOR * usualMs || recentMs < usualMs + SLOW_MORE_MS) return [];
  const sentence = `it answers probes in ${sayDuration(recentMs)}, and ${sayDuration(usualMs)} is usual`;
  return [lose('slow-probes', sentence)];
}
