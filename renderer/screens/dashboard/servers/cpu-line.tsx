import { useMemo } from 'react';
import { percent, text } from '../../../format/quantity.ts';
import type { Point } from '../../../parts/sparkline/spark-segments.ts';
import { Sparkline } from '../../../parts/sparkline/sparkline.tsx';
import { SAMPLES_MS } from '../../../store/live-lists.ts';
import { useEngine } from '../../../store/stores.ts';

/** Less than this share of a core is drawn as low as it is. */
const FLOOR_PERCENT = 5;

/** A server's CPU over the last 15 minutes. */
export function CpuLine({ name }: { readonly name: string }) {
  const samples = useEngine((state) => state.samples);
  const points = useMemo(
    () =>
      samples.flatMap((pass): Point[] => {
        // A server may be called like something that every object has, such as `constructor`.
        const sample = Object.hasOwn(pass.servers, name) ? pass.servers[name] : undefined;
        return sample === undefined ? [] : [{ atMs: Date.parse(pass.at), value: sample.cpu_percent }];
      }),
    [samples, name],
  );
  const last = samples.at(-1);
  if (last === undefined || points.length === 0) return null;
  const peak = Math.max(...points.map((point) => point.value));
  return (
    <Sparkline
      points={points}
      endMs={Date.parse(last.at)}
      spanMs={SAMPLES_MS}
      floor={FLOOR_PERCENT}
      label={`CPU over the last 15 minutes, at most ${text(percent(peak))}`}
    />
  );
}
