import type { LimitView } from '#contract/limit.ts';
import { bytes, count, text } from '../../../format/quantity.ts';

export const LIMIT_NAMES: Readonly<Record<LimitView['limit'], string>> = {
  memory_soft: 'Memory, soft',
  memory_hard: 'Memory, hard',
  cpu_quota: 'CPU quota',
  open_files: 'Open files',
  processes: 'Processes',
};

export const ENFORCERS: Readonly<Record<LimitView['enforced_by'], string>> = {
  'systemd-scope': 'by the kernel, through systemd',
  cgroup: 'by the kernel, through a control group',
  rlimit: 'by the kernel, each process',
  watched: 'by Signalbox, at each sample',
  priority: 'by priority alone',
  none: 'not in force',
};

const UNITS = [
  [2 ** 30, 'GiB'],
  [2 ** 20, 'MiB'],
] as const;

/** A size as it was set: "512MiB" in the file would read 537 MB in decimal units. */
export function sizeWords(value: number): string {
  const unit = UNITS.find(([size]) => value > 0 && value % size === 0);
  return unit === undefined ? text(bytes(value)) : `${count(value / unit[0])} ${unit[1]}`;
}

/** A limit as a person reads it: "512 MiB", "80 % of one core", "1,024". */
export function limitValue({ limit, value }: Pick<LimitView, 'limit' | 'value'>): string {
  switch (limit) {
    case 'memory_soft':
    case 'memory_hard':
      return sizeWords(value);
    case 'cpu_quota':
      return `${Number.isInteger(value) ? value : value.toFixed(1)} % of one core`;
    case 'open_files':
    case 'processes':
      return count(value);
    default:
      return limit satisfies never;
  }
}
