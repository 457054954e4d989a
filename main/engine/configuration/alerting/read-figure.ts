import { formatDuration, parseDuration } from '../reading/duration.ts';
import { formatSize, parseSize } from '../reading/size.ts';
import { describe } from '../reading/wording.ts';
import type { Rule } from './rule.ts';

type Figure = { readonly is: number } | { readonly message: string };

/** A figure of a rule in the unit of what it looks at, from a number or a text with a unit. */
export function readFigure(value: number | string, unit: Rule['unit']): Figure {
  switch (unit) {
    case 'bytes':
      return read(parseSize(value), value, 'a size such as "512MB" or "1.5GB", or a number of bytes');
    case 'milliseconds':
      return read(parseDuration(value), value, 'a time such as "500ms" or "2s", or a number of seconds');
    case 'seconds':
      return read(seconds(value), value, 'a time such as "30s" or "2h", or a number of seconds');
    case 'percent':
      return read(plain(value, /%$/), value, 'a share such as "80%" or 80');
    case 'count':
    case 'none':
      return read(plain(value, /$/), value, 'a plain number');
    default:
      return unit satisfies never;
  }
}

/** As the file would say it: "80%", "1GB", "5m", 3. */
export function writeFigure(figure: number, unit: Rule['unit']): string | number {
  switch (unit) {
    case 'bytes':
      return formatSize(Math.round(figure));
    case 'milliseconds':
      return formatDuration(Math.round(figure));
    case 'seconds':
      return formatDuration(Math.round(figure * 1000));
    case 'percent':
      return `${figure}%`;
    case 'count':
    case 'none':
      return figure;
    default:
      return unit satisfies never;
  }
}

function read(found: number | null, value: number | string, what: string): Figure {
  return found === null ? { message: `must be ${what}, not ${describe(value)}` } : { is: found };
}

function seconds(value: number | string): number | null {
  const ms = parseDuration(value);
  return ms === null ? null : ms / 1000;
}

function plain(value: number | string, suffix: RegExp): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  const text = value.trim().replace(suffix, '').trim();
  return /^-?\d{1,15}(?:\.\d{1,6})?$/.test(text) ? Number(text) : null;
}
