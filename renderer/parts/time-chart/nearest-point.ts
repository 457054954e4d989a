import { GAP_MS, type Point } from '../sparkline/spark-segments.ts';

/** The point that was measured nearest to a moment; undefined where that moment lies in a gap. */
export function nearestPoint(points: readonly Point[], atMs: number): Point | undefined {
  let nearest: Point | undefined;
  for (const point of points) {
    if (nearest !== undefined && Math.abs(point.atMs - atMs) > Math.abs(nearest.atMs - atMs)) break;
    nearest = point;
  }
  return nearest !== undefined && Math.abs(nearest.atMs - atMs) <= GAP_MS / 2 ? nearest : undefined;
}
