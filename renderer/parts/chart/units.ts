import { bytes, count, milliseconds, percent, text } from '../../format/quantity.ts';
import { perSecond } from '../../format/traffic-words.ts';

/** What a chart's values are. */
export type ChartUnit = 'percent' | 'bytes' | 'bytes-per-second' | 'count' | 'per-second' | 'milliseconds';

/** A value as it is read off: "2.1 %", "412 MB", "0.7 /s". */
export function valueWords(unit: ChartUnit, value: number): string {
  switch (unit) {
    case 'percent':
      return text(percent(value));
    case 'bytes':
      return text(bytes(value));
    case 'bytes-per-second':
      return `${text(bytes(value))}/s`;
    case 'count':
      // A mean of whole numbers may be none.
      return count(Number(value.toFixed(1)));
    case 'per-second':
      return text(perSecond(value));
    case 'milliseconds':
      return text(milliseconds(value));
    default:
      return unit satisfies never;
  }
}

/** The same beside the axis, where the values are round: "20 %", "250 MB", "0.5". */
export function axisWords(unit: ChartUnit, value: number): string {
  if (value === 0) return '0';
  const plain = String(Number(value.toPrecision(4)));
  switch (unit) {
    case 'percent':
      return `${plain} %`;
    case 'bytes':
    case 'bytes-per-second':
      return text(bytes(value));
    case 'count':
    case 'per-second':
      return value >= 10_000 ? `${String(Number((value / 1000).toPrecision(3)))}k` : plain;
    case 'milliseconds':
      return value >= 1000 ? `${Number((value / 1000).toPrecision(3))} s` : `${plain} ms`;
    default:
      return unit satisfies never;
  }
}
