import { memo, useMemo } from 'react';
import type { Span } from '../../store/charts/span.ts';
import css from './chart.module.css';
import type { ChartCursor } from './chart-cursor.ts';
import { ChartTable } from './chart-table.tsx';
import { Legend } from './legend.tsx';
import type { Aligned } from './lines/align-series.ts';
import { PlotArea } from './plot-area.tsx';
import {
  type ChartLimit,
  type ChartLine,
  type ChartMark,
  type ChartShade,
  type Forecast,
  highestOf,
  limitsInView,
  type Scene,
  topOf,
} from './scene.ts';
import type { ChartUnit } from './units.ts';

interface Props {
  readonly heading: string;
  /** What the heading leaves open: "of one core". */
  readonly note: string | null;
  readonly unit: ChartUnit;
  /** The least that the full height stands for. */
  readonly floor: number;
  /** The same array for the life of the chart: with another it is drawn from the beginning. */
  readonly lines: readonly ChartLine[];
  readonly aligned: Aligned;
  readonly span: Span;
  readonly limits: readonly ChartLimit[];
  readonly forecast: Forecast | null;
  readonly marks: readonly ChartMark[];
  readonly shades?: readonly ChartShade[];
  readonly cursor: ChartCursor;
  /** Said instead of a line where nothing was measured; null while that is not known yet. */
  readonly nothing: string | null;
  readonly onZoom: (span: Span) => void;
  /** Shows the whole range; null when it is shown. */
  readonly onWhole: (() => void) | null;
}

const NO_SHADES: readonly ChartShade[] = [];

/** Figures over time. What is pointed at with the pointer or by keyboard is read off, on all charts of the page at once. */
export const Chart = memo(function Chart(props: Props) {
  const { heading, note, unit, floor, lines, aligned, span, limits, forecast, marks, cursor } = props;
  const { shades = NO_SHADES, nothing, onZoom, onWhole } = props;
  const highest = useMemo(() => highestOf(aligned, span), [aligned, span]);
  const inView = useMemo(() => limitsInView(limits, highest, forecast), [limits, highest, forecast]);
  const scene = useMemo<Scene>(
    () => ({
      unit,
      aligned,
      span,
      top: topOf(floor, highest, inView, forecast),
      limits: inView,
      forecast,
      marks,
      shades,
    }),
    [unit, aligned, span, floor, highest, inView, forecast, marks, shades],
  );
  return (
    <section className={css['chart']} aria-label={heading}>
      <header className={css['head']}>
        <h3>{heading}</h3>
        <span className={css['note']}>{note}</span>
        <Legend
          lines={lines}
          aligned={aligned}
          cursor={cursor}
          unit={unit}
          limits={limits.filter((one) => !inView.includes(one))}
        />
      </header>
      <PlotArea
        heading={heading}
        lines={lines}
        scene={scene}
        cursor={cursor}
        nothing={nothing}
        onZoom={onZoom}
        onWhole={onWhole}
      />
      <ChartTable heading={heading} lines={lines} aligned={aligned} span={span} unit={unit} />
    </section>
  );
});
