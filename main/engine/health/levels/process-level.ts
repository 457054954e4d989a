import type { LostPoints } from '#contract/health.ts';
import type { Trend } from '#contract/metric.ts';
import { lose } from '../score/lost-points.ts';
import type { LevelFinding } from '../score/score.ts';
import { count, sayBytes, sayDuration } from '../score/wording.ts';
import type { ServerFacts } from '../server-facts.ts';

/** So many early deaths in ten minutes and a server that answers now is still not called healthy. */
const UNSTEADY_DEATHS = 3;
/** More of them are a fault that will hurt others. */
const MANY_ZOMBIES = 50;
const DAY_MS = 24 * 60 * 60_000;
const HOUR_MS = 60 * 60_000;

/** The process tree of a server that is ready: steady, within its limits, and likely to stay so. */
export function judgeProcess(facts: ServerFacts, trends: readonly Trend[]): LevelFinding {
  return {
    level: 'process',
    isKnown: true,
    evidence: evidenceOf(facts),
    lost: [
      ...limitLoss(facts),
      ...instanceLoss(facts),
      ...steadinessLoss(facts),
      ...zombieLoss(facts),
      ...trends.flatMap((trend) => trendLoss(trend, facts.atMs ?? Date.parse(trend.to))),
    ],
  };
}

function evidenceOf({ usage = null, uptimeMs = null }: ServerFacts): string {
  const since = uptimeMs === null ? 'it runs' : `it has run for ${sayDuration(uptimeMs)}`;
  if (usage === null) return since;
  const figures = [
    count(usage.processes, 'process', 'processes'),
    usage.memoryBytes === null ? null : sayBytes(usage.memoryBytes),
    usage.cpuPercent === null ? null : `${usage.cpuPercent.toFixed(1)} % of a core`,
  ];
  return `${since}: ${figures.filter((figure) => figure !== null).join(', ')}`;
}

function limitLoss({ overLimit, isLimitPassed = false }: ServerFacts): LostPoints[] {
  return overLimit === null ? [] : [lose(isLimitPassed ? 'over-limit' : 'near-limit', overLimit)];
}

function instanceLoss({ downInstances }: ServerFacts): LostPoints[] {
  if (downInstances === 0) return [];
  const sentence = `${downInstances} of its ${downInstances === 1 ? 'instances is' : 'instances are'} down`;
  return [lose('instances-down', sentence, downInstances)];
}

function steadinessLoss({ earlyDeaths, downInstances, recentDowns = 0 }: ServerFacts): LostPoints[] {
  if (earlyDeaths >= UNSTEADY_DEATHS) {
    const sentence = `it went down ${earlyDeaths} times within ten minutes`;
    return [lose('unsteady', sentence, earlyDeaths - UNSTEADY_DEATHS + 1)];
  }
  // An instance that is down is told by itself.
  if (recentDowns === 0 || downInstances > 0) return [];
  const often = recentDowns === 1 ? 'once' : `${recentDowns} times`;
  return [lose('restarts', `it went down ${often} within the last ten minutes`, recentDowns)];
}

function zombieLoss({ zombies = 0 }: ServerFacts): LostPoints[] {
  if (zombies === 0) return [];
  const sentence = `${count(zombies, 'process', 'processes')} of its tree ended and ${zombies === 1 ? 'is' : 'are'} still listed, for its parent takes no notice`;
  return [lose(zombies >= MANY_ZOMBIES ? 'many-zombies' : 'zombies', sentence)];
}

function trendLoss(trend: Trend, atMs: number): LostPoints[] {
  const leftMs = trend.reaches_limit_at === null ? null : Date.parse(trend.reaches_limit_at) - atMs;
  if (leftMs !== null && leftMs <= HOUR_MS) return [lose('limit-soon', sentenceOf(trend))];
  if (leftMs !== null && leftMs <= DAY_MS) return [lose('forecast', sentenceOf(trend))];
  return trend.is_leak ? [lose('leak', sentenceOf(trend))] : [];
}

function sentenceOf({ sentence, metric, slope_per_hour: slope, from, to }: Trend): string {
  if (sentence !== null) return sentence;
  const window = sayDuration(Date.parse(to) - Date.parse(from));
  return `its ${metric} has been rising for ${window}${slope === null ? '' : `, by ${Math.round(slope).toLocaleString('en')} an hour`}`;
}
