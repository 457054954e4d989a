import { memo } from 'react';
import { UNKNOWN } from '../../format/quantity.ts';
import type { Span } from '../../store/charts/span.ts';
import type { Aligned } from './lines/align-series.ts';
import { extremes, lastValue } from './lines/read-line.ts';
import type { ChartLine } from './scene.ts';
import { type ChartUnit, valueWords } from './units.ts';

interface Props {
  readonly heading: string;
  readonly lines: readonly ChartLine[];
  readonly aligned: Aligned;
  readonly span: Span;
  readonly unit: ChartUnit;
}

/**
 * What a chart says, for those who can't see it. Without a mean: of the steps' means it would be an average of
 * averages.
 */
export const ChartTable = memo(function ChartTable({ heading, lines, aligned, span, unit }: Props) {
  const words = (value: number | null | undefined): string =>
    value === null || value === undefined ? UNKNOWN : valueWords(unit, value);
  return (
    <div className="visually-hidden">
      <table>
        <caption>{heading}</caption>
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col">Last</th>
            <th scope="col">Lowest</th>
            <th scope="col">Highest</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, index) => {
            const values = aligned.lines[index];
            const found = values === undefined ? null : extremes(aligned, values, span.fromS, span.toS);
            return (
              <tr key={line.words}>
                <th scope="row">{line.words === '' ? heading : line.words}</th>
                <td>{words(lastValue(values?.mean ?? []))}</td>
                <td>{words(found?.lowest)}</td>
                <td>{words(found?.highest)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
});
