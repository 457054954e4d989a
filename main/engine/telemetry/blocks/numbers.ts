import type { ByteReader, ByteWriter } from './bytes.ts';

/**
 * A list of numbers in the shortest of these forms: whole numbers, or decimals with up to six places, each as it is or as
 * the difference to the one before; else 64 bits each. What is written is read back exactly.
 */
const MODE = { whole: 0, differences: 8, floats: 15 } as const;
const MAX_PLACES = 6;
/** Differences of such numbers are still exact as varints. */
const MAX_WHOLE = 2 ** 50;

/** The reader has to know how many there are. */
export function writeNumbers(writer: ByteWriter, values: readonly number[]): void {
  const places = placesOf(values);
  if (places === null) {
    writer.byte(MODE.floats);
    for (const value of values) writer.float(value);
    return;
  }
  const whole = places === 0 ? values : values.map((value) => Math.round(value * 10 ** places));
  const asDifferences = differencesAreShorter(whole);
  writer.byte(places | (asDifferences ? MODE.differences : MODE.whole));
  let before = 0;
  for (const value of whole) {
    writer.signed(value - before);
    if (asDifferences) before = value;
  }
}

export function readNumbers(reader: ByteReader, count: number): number[] {
  const values: number[] = [];
  const mode = reader.byte();
  if (mode === MODE.floats) {
    while (values.length < count) values.push(reader.float());
    return values;
  }
  const factor = 10 ** (mode & 7);
  const asDifferences = mode >= MODE.differences;
  let before = 0;
  while (values.length < count) {
    const whole = reader.signed() + before;
    if (asDifferences) before = whole;
    values.push(factor === 1 ? whole : whole / factor);
  }
  return values;
}

/** How many decimals all of them have at most; null for more than six, or for numbers that are too large. */
function placesOf(values: readonly number[]): number | null {
  let places = 0;
  for (const value of values) {
    while (!fits(value, places)) {
      places += 1;
      if (places > MAX_PLACES) return null;
    }
  }
  return places;
}

function fits(value: number, places: number): boolean {
  if (places === 0) return Number.isInteger(value) && Math.abs(value) < MAX_WHOLE;
  const factor = 10 ** places;
  const whole = Math.round(value * factor);
  return Math.abs(whole) < MAX_WHOLE && whole / factor === value;
}

/** By the bits that each needs: what deflate makes of them follows that closely enough. */
function differencesAreShorter(values: readonly number[]): boolean {
  let plain = 0;
  let differences = 0;
  let before = 0;
  for (const value of values) {
    plain += bits(value);
    differences += bits(value - before);
    before = value;
  }
  return differences < plain;
}

function bits(value: number): number {
  const size = Math.abs(value);
  return size < 2 ** 31 ? 32 - Math.clz32(size) : Math.log2(size);
}
