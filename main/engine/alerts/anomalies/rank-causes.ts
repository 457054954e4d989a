import type { RelatedAnomaly } from '#contract/alert.ts';
import type { AnomalyMark } from '#contract/alert-channel.ts';
import type { Symptom } from './anomaly-watch.ts';

/** Nothing that lies further away is a cause. */
export const WITHIN_MS = 30 * 60_000;
const MOST = 5;
/** A cause comes before what it causes; what is seen after it may still be one that was seen late. */
const AFTER_WEIGHT = 0.5;
const NEIGHBOUR_WEIGHT = 0.5;

/**
 * Those of the same server or of one that it depends on come first; among them what is rarer and closer in time, before
 * the symptom rather than after it.
 */
export function rankCauses(symptom: Symptom, marks: readonly AnomalyMark[]): RelatedAnomaly[] {
  return marks
    .filter(({ server, metric }) => server !== symptom.server || metric !== symptom.metric)
    .map((mark) => ({ mark, isKin: isKin(symptom, mark), weight: weight(symptom, mark) }))
    .filter((one) => one.weight > 0)
    .sort((a, b) => Number(b.isKin) - Number(a.isKin) || b.weight - a.weight)
    .slice(0, MOST)
    .map(({ mark: { server, metric, from, score, sentence } }) => ({
      server,
      metric,
      at: from,
      score,
      sentence: `${server}: ${sentence}`,
    }));
}

function isKin({ server, dependencies }: Symptom, mark: AnomalyMark): boolean {
  return mark.server === server || dependencies.includes(mark.server);
}

function weight(symptom: Symptom, mark: AnomalyMark): number {
  const fromMs = Date.parse(mark.from);
  const isAfter = fromMs > symptom.atMs;
  const awayMs = isAfter ? fromMs - symptom.atMs : Math.max(0, symptom.atMs - Date.parse(mark.to));
  if (awayMs > WITHIN_MS) return 0;
  const closeness = 1 - awayMs / (WITHIN_MS * 1.25);
  const order = isAfter ? AFTER_WEIGHT : 1;
  const own = mark.server === symptom.server ? 1 : NEIGHBOUR_WEIGHT;
  return mark.score * closeness * order * own;
}
