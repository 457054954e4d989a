import { memo, useState } from 'react';
import { clockTime } from '../../format/moment.ts';
import { type Point, sparkSegments } from '../sparkline/spark-segments.ts';
import { nearestPoint } from './nearest-point.ts';
import css from './time-chart.module.css';

/** A height that is not to be passed, drawn as a dashed line. */
export interface ChartLine {
  readonly value: number;
  readonly words: string;
}

interface Props {
  readonly heading: string;
  readonly points: readonly Point[];
  readonly endMs: number;
  readonly spanMs: number;
  /** The least that the full height stands for, so that noise stays low. */
  readonly floor: number;
  readonly lines: readonly ChartLine[];
  readonly format: (value: number) => string;
  /** What stands at the right of the heading: the figure of now. */
  readonly now: string;
  /** Said instead of a line where nothing was measured. */
  readonly nothing: string;
}

const WIDTH = 480;
const HEIGHT = 100;
/** Room above the highest line. */
const AIR = 1.08;

/** One figure over time, with its limits. The pointer reads off what it was at a moment. */
export const TimeChart = memo(function TimeChart(props: Props) {
  const { heading, points, endMs, spanMs, floor, lines, format, now, nothing } = props;
  const [pointed, setPointed] = useState<number | null>(null);
  const highest = Math.max(0, ...points.map(({ value }) => value));
  const top = Math.max(floor, AIR * highest, ...lines.map(({ value }) => AIR * value));
  const y = (value: number): number => HEIGHT - 1.5 - (value / top) * (HEIGHT - 3);
  const segments = sparkSegments(points, { width: WIDTH, height: HEIGHT, endMs, spanMs, floor: top });
  const at = pointed === null ? undefined : nearestPoint(points, endMs - (1 - pointed) * spanMs);
  const onMove = (event: React.PointerEvent): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setPointed(width === 0 ? null : (event.clientX - left) / width);
  };
  return (
    <section className={css['chart']} aria-label={heading}>
      <header className={css['head']}>
        <h3>{heading}</h3>
        <span className={css['read']}>
          {at === undefined ? now : `${format(at.value)} at ${clockTime(new Date(at.atMs).toISOString())}`}
        </span>
      </header>
      <div className={css['plot']} onPointerMove={onMove} onPointerLeave={() => setPointed(null)}>
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={points.length === 0 ? nothing : `At most ${format(highest)}, now ${now}`}
        >
          <path className={css['grid']} d={`M0 25H${WIDTH}M0 50H${WIDTH}M0 75H${WIDTH}`} />
          {segments.map(({ key, area, line }) => (
            <g key={key}>
              <path className={css['area']} d={area} />
              <path className={css['line']} d={line} />
            </g>
          ))}
          {lines.map(({ value, words }) => (
            <path key={words} className={css['limit']} d={`M0 ${y(value)}H${WIDTH}`} />
          ))}
          {at !== undefined && (
            <path
              className={css['cursor']}
              d={`M${(WIDTH * (1 - (endMs - at.atMs) / spanMs)).toFixed(1)} 0V${HEIGHT}`}
            />
          )}
        </svg>
        {points.length === 0 && <p className={css['nothing']}>{nothing}</p>}
        {lines.map(({ value, words }) => (
          <span key={words} className={css['mark']} style={{ top: `${(y(value) / HEIGHT) * 100}%` }}>
            {words}
          </span>
        ))}
      </div>
    </section>
  );
});
