import type { Scene } from '../scene.ts';
import { nearestIndex } from './read-line.ts';

/** What there is to say of the stretches that lie in the step at a moment; empty without one. */
export function shadeWords(
  { aligned: { times }, shades = [] }: Pick<Scene, 'aligned' | 'shades'>,
  atS: number,
): string[] {
  const index = nearestIndex(times, atS);
  const fromS = times[index] ?? atS;
  const toS = times[index + 1] ?? fromS + 1;
  return shades.flatMap(({ words, ...shade }) =>
    words !== undefined && shade.fromS < toS && shade.toS > fromS ? [words] : [],
  );
}
