/** Below this share of ranks nobody looks closer: ordering the past costs more than all the rest. */
const CLOSER_LOOK_SHARE = 0.1;
/** What is new must be so many times as far from the past as is usual: of mere noise every stretch is a little new. */
const MIN_TIMES_USUAL = 2;

const sorted = new Map<number, Float32Array>();

/**
 * How rare a distance is among those of the past, as a power of ten: 3 is one in a thousand. Beyond all that was seen it
 * goes on rising with how far beyond, measured by the spread of the largest hundredth. It rests on ranks alone, so it
 * means the same for a series that is calm and for one that is wild.
 *
 * @param least what counts as no distance at all, in the unit of the distances; above 0
 */
export function rarity(distance: number, past: Float32Array, least: number): number {
  const count = past.length;
  if (count === 0) return 0;
  let asFar = 0;
  for (let at = 0; at < count; at++) if ((past[at] ?? 0) >= distance) asFar++;
  const rank = -Math.log10((asFar + 1) / (count + 1));
  if (asFar > CLOSER_LOOK_SHARE * count) return rank;

  const inOrder = scratch(count);
  inOrder.set(past);
  inOrder.sort();
  if (distance < MIN_TIMES_USUAL * (inOrder[count >> 1] ?? 0)) return 0;
  if (asFar > 0) return rank;
  const farthest = inOrder[count - 1] ?? 0;
  const spread = Math.max(farthest - (inOrder[Math.floor(count * 0.99)] ?? 0), 0.05 * farthest, least);
  return rank + Math.log10(1 + (distance - farthest) / spread);
}

/** One for each length, for all series: they are looked at one after the other. */
function scratch(length: number): Float32Array {
  const known = sorted.get(length);
  if (known !== undefined) return known;
  const fresh = new Float32Array(length);
  sorted.set(length, fresh);
  return fresh;
}
