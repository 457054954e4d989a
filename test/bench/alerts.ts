import { type ByKind, type Measured, measureAlerts, type Size } from './alerts/measure.ts';
import { percentile } from './alerts/score.ts';
import type { Bench, BenchResult } from './kit/bench.ts';

const FULL: Size = { days: 30, servers: 50, faultsOfEach: 20 };
const QUICK: Size = { days: 6, servers: 30, faultsOfEach: 4 };

/** How often somebody is told without need, and how soon of a trouble: thirty days of fifty made-up servers. */
export const alerts: Bench = {
  name: 'alerts',
  about:
    'false alarms in 30 days of 50 made-up servers, and how soon 200 troubles are told (takes some minutes)',
  run: async ({ quick }) => alertFigures(quick, null),
};

/** `seed` is null for the one of docs/alert-figures.md. */
export function alertFigures(quick: boolean, seed: number | null): BenchResult {
  const size = quick ? QUICK : FULL;
  const measured = measureAlerts(seed === null ? size : { ...size, seed });
  return {
    columns: ['trouble', 'told of', 'notifications each', 'told after', 'beyond the rule’s time', 'by'],
    rows: measured.kinds.map(rowOf),
    notes: notesOf(measured),
    figures: { ...measured },
  };
}

function rowOf({ kind, count, found, notifications, toldAfterS, lateByS, rules }: ByKind): string[] {
  return [
    kind,
    `${found} of ${count}`,
    (notifications / count).toFixed(1),
    `${span(percentile(toldAfterS, 0.5))} / ${span(percentile(toldAfterS, 0.95))}`,
    `${seconds(percentile(lateByS, 0.5))} / ${seconds(percentile(lateByS, 0.95))}`,
    rules.map((rule) => `\`${rule}\``).join(', '),
  ];
}

function notesOf({ clean, faulty, anchor, all, tookMs }: Measured): string[] {
  const perWeek = (clean.notifications / clean.days) * 7;
  return [
    `Ordinary life, ${clean.days} days of ${clean.servers} servers: ${clean.notifications} notifications, ${perWeek.toFixed(1)} a week${clean.told.length === 0 ? '' : ` (${clean.told.map(({ title }) => title).join('; ')})`}.`,
    `In it: ${sayOrdinary(clean.ordinary)}.`,
    `Troubles: precision ${faulty.precision.toFixed(3)} (${faulty.right} of ${faulty.notifications} notifications), recall ${faulty.recall.toFixed(3)} (${all.found} of ${all.count}).`,
    `Told beyond the time for which the rule wants it to hold: median ${seconds(percentile(all.lateByS, 0.5))}, p95 ${seconds(percentile(all.lateByS, 0.95))}.`,
    `In the same ordinary life ${anchor.series} series, each judged alone, would have told ${anchor.robustZ} times by robust z (k 4) and ${anchor.ewma} times by EWMA (k 3): ${Math.round(anchor.robustZ / clean.days)} and ${Math.round(anchor.ewma / clean.days)} a day.`,
    `${clean.looks + faulty.looks} looks in ${Math.round(tookMs / 1000)} s.`,
  ];
}

function sayOrdinary(ordinary: Readonly<Record<string, number>>): string {
  return Object.entries(ordinary)
    .map(([what, count]) => `${count} × ${what}`)
    .join(', ');
}

function seconds(value: number | null): string {
  return value === null ? '' : `${value.toFixed(1)} s`;
}

/** "47 s", "11 min", "7.4 h". */
function span(value: number | null): string {
  if (value === null) return '';
  if (value < 120) return `${Math.round(value)} s`;
  return value < 7200 ? `${Math.round(value / 60)} min` : `${(value / 3600).toFixed(1)} h`;
}
