import { memo } from 'react';
import { type Point, sparkSegments } from './spark-segments.ts';
import css from './sparkline.module.css';

interface Props {
  readonly points: readonly Point[];
  /** The moment at the right edge, and how far back the left edge lies. */
  readonly endMs: number;
  readonly spanMs: number;
  /** The least that the full height stands for, so that noise stays low. */
  readonly floor: number;
  readonly label: string;
}

const WIDTH = 72;
const HEIGHT = 20;

/** A line without axes. Where nothing was measured there is nothing drawn. */
export const Sparkline = memo(function Sparkline({ points, endMs, spanMs, floor, label }: Props) {
  const segments = sparkSegments(points, { width: WIDTH, height: HEIGHT, endMs, spanMs, floor });
  return (
    <svg className={css['spark']} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {segments.map(({ area, line, key }) => (
        <g key={key}>
          <path className={css['area']} d={area} />
          <path className={css['line']} d={line} />
        </g>
      ))}
    </svg>
  );
});
