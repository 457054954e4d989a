import { useStore } from 'zustand';
import { UNKNOWN } from '../../format/quantity.ts';
import css from './chart.module.css';
import type { ChartCursor } from './chart-cursor.ts';
import type { Aligned } from './lines/align-series.ts';
import { valuesAt } from './lines/read-out.ts';
import type { ChartLimit, ChartLine } from './scene.ts';
import { type ChartUnit, valueWords } from './units.ts';

interface Props {
  readonly lines: readonly ChartLine[];
  readonly aligned: Aligned;
  readonly cursor: ChartCursor;
  readonly unit: ChartUnit;
  /** Those that are too far up to be drawn. */
  readonly limits: readonly ChartLimit[];
}

/** So many figures with their units do not stand side by side in a narrow chart. */
const MANY = 3;

/** Which line is which, and what each reads at the moment that is pointed at, else now. */
export function Legend({ lines, aligned, cursor, unit, limits }: Props) {
  const values = valuesAt(
    aligned,
    useStore(cursor, ({ atS }) => atS),
  );
  // Many figures of one unit: the chart's note names it once.
  const isPlain = unit === 'per-second' && lines.length > MANY;
  const words = (value: number): string =>
    isPlain ? valueWords(unit, value).replace(' /s', '') : valueWords(unit, value);
  return (
    <ul className={css['legend']}>
      {lines.map((line, index) => {
        const value = values[index] ?? null;
        return (
          <li key={line.words}>
            {lines.length > 1 && (
              <svg className={css['swatch']} data-color={line.color} viewBox="0 0 14 8" aria-hidden="true">
                <path d="M0 4H14" strokeDasharray={line.isDashed ? '4 2' : undefined} />
              </svg>
            )}
            {line.words !== '' && <span className={css['name']}>{line.words}</span>}
            <span className={css['value']}>{value === null ? UNKNOWN : words(value)}</span>
          </li>
        );
      })}
      {limits.map(({ words }) => (
        <li key={words} className={css['limit']}>
          {words}
        </li>
      ))}
    </ul>
  );
}
