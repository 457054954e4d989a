import type { Usage } from '#contract/server-metrics.ts';
import { bytes, count, percent, text } from '../../../format/quantity.ts';

/** A figure of each process and of all together. */
export interface Column {
  readonly figure: keyof Usage;
  /** Its class, which gives it its width and says where it goes when room is short. */
  readonly className: string;
  readonly words: string;
  readonly hint: string;
  readonly format: (value: number) => string;
}

const asBytes = (value: number): string => text(bytes(value));

export const COLUMNS: readonly Column[] = [
  {
    figure: 'cpu_percent',
    className: 'cpu',
    words: 'CPU',
    hint: 'Per cent of one core',
    format: (value) => text(percent(value)),
  },
  {
    figure: 'memory_bytes',
    className: 'memory',
    words: 'Memory',
    hint: 'Resident: pages that processes share count in each',
    format: asBytes,
  },
  {
    figure: 'pss_bytes',
    className: 'pss',
    words: 'PSS',
    hint: 'Proportional: a page that n processes share counts 1/n; read once a minute',
    format: asBytes,
  },
  { figure: 'threads', className: 'threads', words: 'Threads', hint: 'Threads', format: count },
  { figure: 'open_files', className: 'files', words: 'Files', hint: 'Open files', format: count },
  {
    figure: 'connections',
    className: 'connections',
    words: 'Sockets',
    hint: 'TCP and UDP, IPv4 and IPv6',
    format: count,
  },
  { figure: 'read_bytes', className: 'read', words: 'Read', hint: 'Since it started', format: asBytes },
  {
    figure: 'written_bytes',
    className: 'written',
    words: 'Written',
    hint: 'Since it started',
    format: asBytes,
  },
];

/** Process, PID and status before the figures, the age after them. */
export const COLUMN_COUNT = 3 + COLUMNS.length + 1;
