export interface Point {
  readonly atMs: number;
  readonly value: number;
}

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly endMs: number;
  readonly spanMs: number;
  readonly floor: number;
}

export interface Segment {
  readonly key: number;
  readonly line: string;
  readonly area: string;
}

/** Longer than this without a measurement is a gap: several times the slowest sampling there is. */
export const GAP_MS = 30_000;

interface Dot {
  x: number;
  sum: number;
  count: number;
  atMs: number;
}

/**
 * Points as the paths of a sparkline: one dot per pixel column (their mean), one path per run without a gap.
 * `points` are oldest first; what lies before the frame is left out.
 */
export function sparkSegments(points: readonly Point[], frame: Frame): Segment[] {
  const { width, height, endMs, spanMs } = frame;
  const runs: Dot[][] = [];
  let run: Dot[] = [];
  for (const { atMs, value } of points) {
    const x = Math.round(width * (1 - (endMs - atMs) / spanMs));
    if (x < 0 || x > width) continue;
    const last = run.at(-1);
    if (last !== undefined && atMs - last.atMs > GAP_MS) {
      runs.push(run);
      run = [];
    }
    const open = run.at(-1);
    if (open !== undefined && open.x === x) {
      open.sum += value;
      open.count += 1;
      open.atMs = atMs;
    } else {
      run.push({ x, sum: value, count: 1, atMs });
    }
  }
  runs.push(run);
  const peak = Math.max(frame.floor, ...runs.flat().map(mean));
  const y = (dot: Dot): number => height - 1.5 - (mean(dot) / peak) * (height - 3);
  return runs.flatMap((dots) => segment(dots, y, height));
}

function segment(dots: readonly Dot[], y: (dot: Dot) => number, height: number): Segment[] {
  const first = dots[0];
  const last = dots.at(-1);
  if (first === undefined || last === undefined) return [];
  // A single dot would have no length: give it one pixel.
  const places = dots.map((dot) => `${dot.x} ${y(dot).toFixed(1)}`);
  const path = dots.length === 1 ? [`${first.x - 1} ${y(first).toFixed(1)}`, ...places] : places;
  const left = dots.length === 1 ? first.x - 1 : first.x;
  return [
    {
      key: first.atMs,
      line: `M${path.join('L')}`,
      area: `M${path.join('L')}L${last.x} ${height}L${left} ${height}Z`,
    },
  ];
}

function mean(dot: Dot): number {
  return dot.sum / dot.count;
}
