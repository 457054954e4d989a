import { momentAt } from '../plot/time-words.ts';
import type { ChartLine, Scene } from '../scene.ts';
import { type ChartUnit, valueWords } from '../units.ts';
import type { Aligned } from './align-series.ts';
import { nearestIndex, valueAt } from './read-line.ts';
import { shadeWords } from './shade-words.ts';

/** What each line reads at a moment; without one, what it reads now. Null in a gap. */
export function valuesAt({ times, lines }: Aligned, atS: number | null): (number | null)[] {
  const index = atS === null ? times.length - 1 : nearestIndex(times, atS);
  return lines.map(({ mean }) => valueAt(mean, index));
}

/** For screen readers: "09:46:02: p50 180 ms, p95 2.31 s". */
export function readOut(
  lines: readonly ChartLine[],
  scene: Pick<Scene, 'aligned' | 'span' | 'unit' | 'shades'>,
  atS: number | null,
): string {
  const { aligned, span, unit } = scene;
  const values = valuesAt(aligned, atS);
  const words = lines.map(({ words: name }, index) => {
    const value = values[index] ?? null;
    return `${name} ${value === null ? 'not measured' : valueWords(unit, value)}`.trim();
  });
  const moment =
    atS === null
      ? 'now'
      : momentAt(aligned.times[nearestIndex(aligned.times, atS)] ?? atS, span.toS - span.fromS);
  const more = atS === null ? [] : shadeWords(scene, atS);
  return [`${moment}: ${words.join(', ')}`, ...more].join('. ');
}

/** ", 1.2 % to 40 %": the single values that a step of the first line holds; empty where it is one. */
export function betweenWords({ lines: [line] }: Aligned, index: number, unit: ChartUnit): string {
  const [low, high] = [line?.min?.[index], line?.max?.[index]];
  if (typeof low !== 'number' || typeof high !== 'number' || low === high) return '';
  return `, ${valueWords(unit, low)} to ${valueWords(unit, high)}`;
}
