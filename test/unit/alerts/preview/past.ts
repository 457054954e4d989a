import type { SeriesPage } from '#contract/metric.ts';
import type { History } from '#engine/telemetry/telemetry.ts';

type Of = (atMs: number) => number | null;

/** A history whose series are functions of time, with a sample every 5 s; of what is null nothing was kept. */
export function pastOf(
  metrics: Readonly<Record<string, Of>>,
): Pick<History, 'series' | 'steps'> & { asked: number } {
  return {
    asked: 0,
    async series({ server, metrics: names, from, to = from, points }): Promise<SeriesPage> {
      this.asked += 1;
      const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
      const stepMs = Math.max(5_000, Math.ceil((toMs - fromMs) / points / 5_000) * 5_000);
      const first = Math.floor(fromMs / stepMs) * stepMs;
      const starts = Array.from(
        { length: Math.ceil((toMs - first) / stepMs) },
        (_, at) => first + at * stepMs,
      );
      const series = names.map((metric) => {
        const of = metrics[metric] ?? (() => null);
        const steps = starts.map((start) => {
          const samples = Array.from({ length: stepMs / 5_000 }, (_, at) => of(start + at * 5_000));
          return samples.filter((sample) => sample !== null);
        });
        const each = (say: (samples: number[]) => number) =>
          steps.map((samples) => (samples.length === 0 ? null : say(samples)));
        const total = (samples: number[]) => samples.reduce((all, one) => all + one, 0);
        return {
          metric,
          unit: 'count' as const,
          kind: 'gauge' as const,
          mean: each((samples) => total(samples) / samples.length),
          min: each((samples) => Math.min(...samples)),
          max: each((samples) => Math.max(...samples)),
          last: each((samples) => samples.at(-1) ?? 0),
          // As of a counter that rises by so much a second.
          sum: each((samples) => 5 * total(samples)),
        };
      });
      const times = starts.map((start) => start / 1000);
      return { server, from, to, step_seconds: stepMs / 1000, resolution: 'raw', times, series };
    },
    async steps(_server, metric, { fromMs, toMs, stepMs }) {
      const of = metrics[metric] ?? (() => null);
      const starts = Array.from(
        { length: Math.ceil((toMs - fromMs) / stepMs) },
        (_, at) => fromMs + at * stepMs,
      );
      return starts.flatMap((atMs) => {
        const value = of(atMs);
        return value === null ? [] : [{ atMs, min: value, max: value, sum: value, count: 1 }];
      });
    },
  };
}
