import type { TrendMetric } from './trends.ts';

export interface Movement {
  readonly metric: TrendMetric;
  /** In the metric's unit an hour; not 0. */
  readonly slope: number;
  readonly now: number;
  readonly windowMs: number;
  readonly limit: number | null;
  /** Null when it does not, or when that is too far away to be told. */
  readonly reachesInMs: number | null;
  readonly leak: boolean;
}

/** "Memory grows by 96 MB an hour and reaches its 512 MB limit in about 3 h 10 min". Times of the clock are for views. */
export function sayTrend(movement: Movement): string {
  const { metric, slope, now, windowMs, limit, reachesInMs, leak } = movement;
  const words = WORDS[metric];
  const rate = words.amount(Math.abs(slope));
  const start = leak
    ? `${words.name} grows by ${rate} an hour and never gives any back, as a leak does`
    : `${words.name} ${slope > 0 ? words.grows : words.falls} by ${rate} an hour`;
  if (reachesInMs !== null && limit !== null) {
    return `${start}${leak ? '; it' : ' and'} reaches its ${words.amount(limit)} limit in about ${sayLongDuration(reachesInMs)}`;
  }
  return `${start}; it is at ${words.level(now)} now, seen over ${sayLongDuration(windowMs)}`;
}

interface Words {
  readonly name: string;
  readonly grows: string;
  readonly falls: string;
  readonly amount: (value: number) => string;
  readonly level: (value: number) => string;
}

const count = (value: number): string =>
  value < 10 ? value.toFixed(1).replace(/\.0$/, '') : value.toFixed(0);

const WORDS: Readonly<Record<TrendMetric, Words>> = {
  memory_bytes: { name: 'Memory', grows: 'grows', falls: 'falls', amount: sayBytes, level: sayBytes },
  cpu_percent: {
    name: 'CPU',
    grows: 'rises',
    falls: 'falls',
    amount: (points) => `${count(points)} points`,
    level: (percent) => `${count(percent)} % of one core`,
  },
  threads: { name: 'The number of threads', grows: 'grows', falls: 'falls', amount: count, level: count },
  open_files: {
    name: 'The number of open files',
    grows: 'grows',
    falls: 'falls',
    amount: count,
    level: count,
  },
};

/** As the window has it: a MB is a million bytes. */
function sayBytes(bytes: number): string {
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} kB`;
  if (bytes < 9.95e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return bytes < 999.5e6 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

/** "45 min", "3 h 10 min", "2 days 4 h"; no finer than it can be known. */
function sayLongDuration(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 60) return `${minutes} min`;
  const tens = Math.round(minutes / 10) * 10;
  const wholeHours = Math.round(minutes / 60);
  if (tens < 360) return `${Math.floor(tens / 60)} h${tens % 60 === 0 ? '' : ` ${tens % 60} min`}`;
  if (wholeHours < 24) return `${wholeHours} h`;
  const days = Math.floor(wholeHours / 24);
  const rest = wholeHours % 24;
  return `${days} ${days === 1 ? 'day' : 'days'}${rest === 0 ? '' : ` ${rest} h`}`;
}
