import { useMemo } from 'react';
import type { LimitView } from '#contract/limit.ts';
import type { ServerView } from '#contract/server.ts';
import type { SamplePass } from '#contract/snapshot.ts';
import { bytes, known, percent, text } from '../../../format/quantity.ts';
import type { Point } from '../../../parts/sparkline/spark-segments.ts';
import { type ChartLine, TimeChart } from '../../../parts/time-chart/time-chart.tsx';
import { useEngine } from '../../../store/stores.ts';
import { LIMIT_NAMES, limitValue } from '../configuration/limit-words.ts';
import css from './overview.module.css';

/** Less than this is drawn as low as it is. */
const FLOORS = { cpu_percent: 5, memory_bytes: 20_000_000 } as const;
type Figure = keyof typeof FLOORS;

const asPercent = (value: number): string => text(percent(value));
const asBytes = (value: number): string => text(bytes(value));

/** How far back a chart goes: no further than there are samples of anything, so that a young engine's fill it. */
function chartMinutes(measuredMs: number): number {
  return [2, 5].find((minutes) => measuredMs <= minutes * 60_000) ?? 15;
}

/** Memory and CPU of the whole tree over the last minutes, with the limits that are set. */
export function UsageCharts({ server }: { readonly server: ServerView }) {
  const { name, limits } = server;
  const samples = useEngine((state) => state.samples);
  const last = samples.at(-1);
  const endMs = last === undefined ? 0 : Date.parse(last.at);
  const first = samples[0];
  const minutes = chartMinutes(first === undefined ? 0 : endMs - Date.parse(first.at));
  const spanMs = minutes * 60_000;
  const memory = useMemo(() => pointsOf(samples, name, 'memory_bytes'), [samples, name]);
  const cpu = useMemo(() => pointsOf(samples, name, 'cpu_percent'), [samples, name]);
  const memoryLines = useLines(limits, MEMORY);
  const cpuLines = useLines(limits, CPU);
  return (
    <div className={css['charts']}>
      <TimeChart
        heading={`Memory, ${minutes} min`}
        points={memory}
        endMs={endMs}
        spanMs={spanMs}
        floor={FLOORS.memory_bytes}
        lines={memoryLines}
        format={asBytes}
        now={text(known(server.memory_bytes, bytes))}
        nothing={`Nothing was measured in the last ${minutes} minutes`}
      />
      <TimeChart
        heading={`CPU of one core, ${minutes} min`}
        points={cpu}
        endMs={endMs}
        spanMs={spanMs}
        floor={FLOORS.cpu_percent}
        lines={cpuLines}
        format={asPercent}
        now={text(known(server.cpu_percent, percent))}
        nothing={`Nothing was measured in the last ${minutes} minutes`}
      />
    </div>
  );
}

const MEMORY: ReadonlySet<LimitView['limit']> = new Set(['memory_soft', 'memory_hard']);
const CPU: ReadonlySet<LimitView['limit']> = new Set(['cpu_quota']);

/** The same array until a limit changes: a chart is drawn anew only when it has to be. */
function useLines(
  limits: readonly LimitView[],
  which: ReadonlySet<LimitView['limit']>,
): readonly ChartLine[] {
  const key = JSON.stringify(limits.filter(({ limit }) => which.has(limit)));
  return useMemo(
    () =>
      (JSON.parse(key) as LimitView[]).map((limit) => ({
        value: limit.value,
        words: `${LIMIT_NAMES[limit.limit]}: ${limitValue(limit)}`,
      })),
    [key],
  );
}

function pointsOf(samples: readonly SamplePass[], name: string, figure: Figure): Point[] {
  return samples.flatMap((pass) => {
    // A server may be called like something that every object has, such as `constructor`.
    const sample = Object.hasOwn(pass.servers, name) ? pass.servers[name] : undefined;
    return sample === undefined ? [] : [{ atMs: Date.parse(pass.at), value: sample[figure] }];
  });
}
