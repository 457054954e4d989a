import type { ProcessView } from '#contract/history.ts';
import { formatMemory, formatPercent } from '../figures.ts';
import { plainText } from '../plain-text.ts';
import { formatTable } from '../table.ts';

const COLUMNS = [
  { title: 'PID', align: 'right' },
  { title: 'CPU', align: 'right' },
  { title: 'MEMORY', align: 'right' },
  { title: 'COMMAND', align: 'left' },
] as const;

/** Those that live, as a tree: each under its parent. One whose parent is gone stands at the left. */
export function formatProcessTree(processes: readonly ProcessView[]): string[] {
  const living = processes.filter(({ ended_at }) => ended_at === null);
  if (living.length === 0) return [];
  const rows = nested(living).map(({ one, depth }) => [
    { text: String(one.pid) },
    { text: formatPercent(one.cpu_percent) },
    { text: formatMemory(one.memory_bytes) },
    { text: '  '.repeat(depth) + plainText(one.command) },
  ]);
  return formatTable(COLUMNS, rows);
}

function nested(living: readonly ProcessView[]): { one: ProcessView; depth: number }[] {
  const pids = new Set(living.map(({ pid }) => pid));
  const shown = new Set<ProcessView>();
  const list: { one: ProcessView; depth: number }[] = [];
  const add = (one: ProcessView, depth: number): void => {
    // A pid that was used again could make a circle.
    if (shown.has(one)) return;
    shown.add(one);
    list.push({ one, depth });
    for (const child of living) if (child.ppid === one.pid) add(child, depth + 1);
  };
  for (const one of living) if (one.root || !pids.has(one.ppid)) add(one, 0);
  for (const one of living) add(one, 0);
  return list;
}
