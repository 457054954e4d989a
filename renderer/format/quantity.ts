/** A number and its unit apart, so that a view can set the unit smaller. */
export interface Quantity {
  readonly value: string;
  readonly unit: string;
}

/** What stands where a figure is not known. */
export const UNKNOWN = '–';

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes in decimal units, three significant digits at most: 1.31 GB, 74 MB. */
export function bytes(count: number): Quantity {
  let value = Math.max(0, count);
  let step = 0;
  while (value >= 999.5 && step < BYTE_UNITS.length - 1) {
    value /= 1000;
    step += 1;
  }
  const unit = BYTE_UNITS[step] ?? 'B';
  return { value: step === 0 ? String(Math.round(value)) : significant(value), unit };
}

/** Per cent of one core, which may be over 100: 0.4 %, 12.5 %, 140 %. */
export function percent(value: number): Quantity {
  const safe = Math.max(0, value);
  return { value: safe >= 99.95 ? String(Math.round(safe)) : safe.toFixed(1), unit: '%' };
}

/** A round trip: 0.8 ms, 38 ms, 2.31 s. */
export function milliseconds(value: number): Quantity {
  if (value >= 999.5) return { value: significant(value / 1000), unit: 's' };
  return { value: value < 9.95 ? value.toFixed(1) : String(Math.round(value)), unit: 'ms' };
}

/** Made once: with toLocaleString each call would make one, and charts write many figures at each movement of the pointer. */
const thousands = new Intl.NumberFormat('en-US');

/** A count with thousands set apart: 1,204,331. */
export function count(value: number): string {
  return thousands.format(value);
}

export function text(quantity: Quantity | null): string {
  return quantity === null ? UNKNOWN : `${quantity.value} ${quantity.unit}`;
}

/** Applies a format to a figure that may be unknown. */
export function known<T>(value: number | null, format: (value: number) => T): T | null {
  return value === null ? null : format(value);
}

function significant(value: number): string {
  if (value >= 99.95) return value.toFixed(0);
  return value >= 9.995 ? trim(value.toFixed(1)) : trim(value.toFixed(2));
}

function trim(digits: string): string {
  return digits.replace(/\.?0+$/, '');
}
