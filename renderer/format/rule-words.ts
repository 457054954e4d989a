import type { AlertRule } from '#contract/alert-rule.ts';
import { formatDuration } from './duration.ts';
import { bytes, count, milliseconds, text } from './quantity.ts';

type Unit = AlertRule['unit'];

/** A figure of a rule: "2 GB", "80 %", "5 min", "3.2". */
export function figureWords(figure: number, unit: Unit): string {
  switch (unit) {
    case 'bytes':
      return text(bytes(figure));
    case 'percent':
      return `${Number(figure.toPrecision(4))} %`;
    case 'milliseconds':
      return text(milliseconds(figure));
    case 'seconds':
      return formatDuration(figure);
    case 'count':
    case 'none':
      return count(Number(figure.toPrecision(6)));
    default:
      return unit satisfies never;
  }
}

/** The same as the file has it: "2GB", "80%", "5m", "3". */
export function figureInFile(figure: number, unit: Unit): string {
  switch (unit) {
    case 'bytes':
      return sizeInFile(figure);
    case 'percent':
      return `${figure}%`;
    case 'milliseconds':
      return timeInFile(figure / 1000);
    case 'seconds':
      return timeInFile(figure);
    case 'count':
    case 'none':
      return String(figure);
    default:
      return unit satisfies never;
  }
}

const TIMES = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;

/** Seconds as the file has them: "90s", "5m", "0s". */
export function timeInFile(seconds: number): string {
  const found = TIMES.find(([, length]) => seconds >= length && seconds % length === 0);
  if (found) return `${seconds / found[1]}${found[0]}`;
  return seconds === 0 ? '0s' : `${Math.round(seconds * 1000)}ms`;
}

const SIZES = [
  ['GB', 1e9],
  ['GiB', 1024 ** 3],
  ['MB', 1e6],
  ['MiB', 1024 ** 2],
  ['KB', 1e3],
] as const;

function sizeInFile(count: number): string {
  const found = SIZES.find(([, size]) => count >= size && Number.isInteger((10 * count) / size));
  return found ? `${count / found[1]}${found[0]}` : `${count}B`;
}

/** Whether what it looks at is yes or no, and has no figure to set. */
export function isYesOrNo({ condition, unit }: Pick<AlertRule, 'condition' | 'unit'>): boolean {
  return unit === 'none' && condition.kind === 'above' && condition.enter === 1 && condition.exit === 1;
}

/** When a rule fires: "from 80 % up for 5 min, until below 70 %". Follows the name of what it looks at, but for a yes or no. */
export function conditionWords(
  rule: Pick<AlertRule, 'condition' | 'unit' | 'for_seconds' | 'worse'>,
): string {
  const { condition, unit, for_seconds: seconds, worse } = rule;
  const held = seconds === 0 ? '' : ` for ${formatDuration(seconds)}`;
  if (isYesOrNo(rule)) return seconds === 0 ? 'Fires at once' : `Fires after ${formatDuration(seconds)}`;
  switch (condition.kind) {
    case 'above':
    case 'below': {
      const { kind, enter, exit } = condition;
      const [way, other] = kind === 'above' ? ['up', 'below'] : ['down', 'above'];
      const until = exit === enter ? '' : `, until ${other} ${figureWords(exit, unit)}`;
      const at = worse === null ? '' : `; from ${figureWords(worse.at, unit)}`;
      const worseHeld =
        worse === null || worse.for_seconds === 0 ? '' : ` for ${formatDuration(worse.for_seconds)}`;
      const worst = worse === null ? '' : `${at}${worseHeld} ${severityWords(worse.severity)}`;
      return `from ${figureWords(enter, unit)} ${way}${held}${until}${worst}`;
    }
    case 'rise':
      return `rises by ${figureWords(condition.by, unit)} within ${formatDuration(condition.window_seconds)}${held}`;
    case 'absent':
      return `is missing while the server runs${held}`;
    case 'log': {
      const { pattern, count: lines, window_seconds: windowS } = condition;
      const times = lines === 1 ? 'a line matches' : `${lines} lines match`;
      return `${times} /${pattern}/ within ${formatDuration(windowS)}${held}`;
    }
    default:
      return condition satisfies never;
  }
}

function severityWords(severity: string): string {
  return severity === 'error' ? 'an error' : severity === 'critical' ? 'critical' : `a ${severity}`;
}
