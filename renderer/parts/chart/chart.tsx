import { memo, useId, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import { type Span, selected } from '../../store/charts/span.ts';
import css from './chart.module.css';
import type { ChartCursor } from './chart-cursor.ts';
import { ChartTable } from './chart-table.tsx';
import { Legend } from './legend.tsx';
import type { Aligned } from './lines/align-series.ts';
import { nearestIndex, valueAt } from './lines/read-line.ts';
import { momentAt } from './plot/time-words.ts';
import { usePlot } from './plot/use-plot.ts';
import { actOnKey, PLOT_KEYS_WORDS, plotKey } from './plot-keys.ts';
import {
  type ChartLimit,
  type ChartLine,
  type ChartMark,
  type Forecast,
  highestOf,
  limitsInView,
  type Scene,
  topOf,
} from './scene.ts';
import { type ChartUnit, valueWords } from './units.ts';

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
  readonly cursor: ChartCursor;
  /** Said instead of a line where nothing was measured; null while that is not known yet. */
  readonly nothing: string | null;
  readonly onZoom: (span: Span) => void;
  /** Shows the whole range; null when it is shown. */
  readonly onWhole: (() => void) | null;
}

/** Figures over time. What is pointed at with the pointer or by keyboard is read off, on all charts of the page at once. */
export const Chart = memo(function Chart(props: Props) {
  const { heading, note, unit, floor, lines, aligned, span, limits, forecast, marks, cursor } = props;
  const { nothing, onZoom, onWhole } = props;
  const id = useId();
  const host = useRef<HTMLDivElement>(null);
  const pointedS = useStore(cursor, ({ atS }) => atS);
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
    }),
    [unit, aligned, span, floor, highest, inView, forecast, marks],
  );
  usePlot(host, id, lines, scene, cursor, {
    onSelect(aS, bS) {
      const wanted = selected(aS, bS, newestOf(span));
      if (wanted !== null) onZoom(wanted);
    },
    onDoubleClick: () => onWhole?.(),
  });

  const { times } = aligned;
  const at = pointedS === null ? times.length - 1 : nearestIndex(times, pointedS);
  const values = lines.map((_, index) => valueAt(aligned.lines[index]?.mean ?? [], at));
  const isEmpty = !aligned.lines.some(({ mean }) => mean.some((cell) => typeof cell === 'number'));
  const pointedWords = pointedS === null ? null : momentAt(times[at] ?? pointedS, span.toS - span.fromS);

  const onKey = (event: React.KeyboardEvent): void => {
    const key = plotKey(event);
    // Esc leaves the page where there is nothing to go back from.
    if (key === null || (key.kind === 'whole' && onWhole === null)) return;
    event.preventDefault();
    if (key.kind === 'whole') {
      onWhole?.();
      return;
    }
    const done = actOnKey(key, { aligned, span, pointedS, newestS: newestOf(span) });
    if (done.span !== null) onZoom(done.span);
    if (done.atS !== null) cursor.setState({ atS: done.atS, by: null });
  };

  return (
    <section className={css['chart']} aria-label={heading}>
      <header className={css['head']}>
        <h3>{heading}</h3>
        <span className={css['note']}>{note}</span>
        <Legend
          lines={lines}
          values={values}
          unit={unit}
          limits={limits.filter((one) => !inView.includes(one))}
        />
      </header>
      <div
        className={css['plot']}
        role="slider"
        tabIndex={0}
        aria-label={`${heading}: moment`}
        aria-description={PLOT_KEYS_WORDS}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, times.length - 1)}
        aria-valuenow={Math.max(0, at)}
        aria-valuetext={isEmpty ? (nothing ?? '') : readOut(pointedWords, lines, values, unit)}
        onKeyDown={onKey}
        onBlur={() => cursor.setState({ atS: null, by: null })}
      >
        <div ref={host} className={css['canvas']} />
        {pointedWords !== null && !isEmpty && (
          <p className={css['moment']}>
            {pointedWords}
            {lines.length === 1 && betweenWords(aligned, at, unit)}
          </p>
        )}
        {isEmpty && nothing !== null && (
          <p className={css['nothing']}>
            <span>{nothing}</span>
          </p>
        )}
      </div>
      <ChartTable heading={heading} lines={lines} aligned={aligned} span={span} unit={unit} />
    </section>
  );
});

/** Nothing is shown beyond it. */
function newestOf({ toS }: Span): number {
  return Math.max(toS, Date.now() / 1000);
}

/** ", 1.2 % to 40 %": the single values that a step of the only line holds. */
function betweenWords({ lines: [line] }: Aligned, index: number, unit: ChartUnit): string {
  const [low, high] = [line?.min?.[index], line?.max?.[index]];
  if (typeof low !== 'number' || typeof high !== 'number' || low === high) return '';
  return `, ${valueWords(unit, low)} to ${valueWords(unit, high)}`;
}

/** "09:46:02: p50 180 ms, p95 2.31 s". */
function readOut(
  moment: string | null,
  lines: readonly ChartLine[],
  values: readonly (number | null)[],
  unit: ChartUnit,
): string {
  const words = lines.map(({ words: name }, index) => {
    const value = values[index] ?? null;
    return `${name} ${value === null ? 'not measured' : valueWords(unit, value)}`.trim();
  });
  return `${moment ?? 'now'}: ${words.join(', ')}`;
}
