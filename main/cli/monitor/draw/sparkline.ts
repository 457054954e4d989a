const BARS = '▁▂▃▄▅▆▇█';

/**
 * The last values as bars, one cell each; a gap where nothing was measured.
 *
 * @param range what the lowest and the highest bar stand for; what lies beyond is drawn as they are
 */
export function sparkline(
  values: readonly (number | null)[],
  cells: number,
  range: { readonly from: number; readonly to: number },
): string {
  const span = range.to - range.from;
  return values
    .slice(-cells)
    .map((value) => {
      if (value === null) return ' ';
      const height = span <= 0 ? 0 : Math.floor(((value - range.from) / span) * BARS.length);
      return BARS[Math.min(BARS.length - 1, Math.max(0, height))] ?? ' ';
    })
    .join('')
    .padStart(cells);
}

/** From 0 to the highest of the values, or to `least` where they are all lower: a server at rest draws no mountains. */
export function fromZero(
  values: readonly (number | null)[],
  least: number,
): { readonly from: number; readonly to: number } {
  return { from: 0, to: values.reduce((most: number, value) => Math.max(most, value ?? 0), least) };
}

/** Around the values, at least a fifth of the highest apart: what hardly moves is drawn flat, at half the height. */
export function around(values: readonly (number | null)[]): { readonly from: number; readonly to: number } {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return { from: 0, to: 1 };
  const most = Math.max(...known);
  const least = Math.min(...known);
  const span = Math.max(most - least, most / 5);
  // The middle of the fifth bar: on its edge a flat line would flicker.
  const from = (most + least) / 2 - span * (4.5 / BARS.length);
  return { from, to: from + span };
}
