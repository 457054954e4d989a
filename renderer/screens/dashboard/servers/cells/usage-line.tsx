import { Sparkline } from '../../../../parts/sparkline/sparkline.tsx';
import { SAMPLES_MS } from '../../../../store/live-lists.ts';
import { useEngine } from '../../../../store/stores.ts';
import css from '../servers.module.css';
import { type UsagePoints, usagePoints } from './usage-points.ts';

interface Props {
  readonly name: string;
  readonly figure: keyof UsagePoints;
  /** Less than this is drawn as low as it is. */
  readonly floor: number;
  /** What the line is of, for a screen reader. */
  readonly what: string;
  readonly format: (value: number) => string;
}

/** One figure of a server over the last 15 minutes. */
export function UsageLine({ name, figure, floor, what, format }: Props) {
  const samples = useEngine((state) => state.samples);
  const last = samples.at(-1);
  const points = usagePoints(samples, name)[figure];
  if (last === undefined || points.length === 0) return null;
  const peak = points.reduce((most, { value }) => Math.max(most, value), 0);
  return (
    <span className={css['trace']}>
      <Sparkline
        points={points}
        endMs={Date.parse(last.at)}
        spanMs={SAMPLES_MS}
        floor={floor}
        label={`${what} over the last 15 minutes, at most ${format(peak)}`}
      />
    </span>
  );
}
