import type { ProcessView } from '#contract/history.ts';

export interface ProcessRow {
  readonly process: ProcessView;
  /** 0 for one whose parent is none of them. */
  readonly depth: number;
}

/** Those that live, each under its parent, and those that have ended, in the order given. */
export function processRows(processes: readonly ProcessView[]): {
  readonly living: readonly ProcessRow[];
  readonly ended: readonly ProcessView[];
} {
  const alive = processes.filter((process) => process.ended_at === null);
  const children = new Map<number, ProcessView[]>();
  const pids = new Set(alive.map(({ pid }) => pid));
  const tops: ProcessView[] = [];
  for (const process of alive) {
    const isTop = process.root || process.ppid === process.pid || !pids.has(process.ppid);
    if (isTop) tops.push(process);
    else children.set(process.ppid, [...(children.get(process.ppid) ?? []), process]);
  }
  const living: ProcessRow[] = [];
  const shown = new Set<ProcessView>();
  // A stack instead of recursion: a tree may be as deep as it has processes.
  const place = (start: ProcessView): void => {
    const stack: ProcessRow[] = [{ process: start, depth: 0 }];
    for (let row = stack.pop(); row !== undefined; row = stack.pop()) {
      if (shown.has(row.process)) continue;
      shown.add(row.process);
      living.push(row);
      const { depth } = row;
      const below = children.get(row.process.pid) ?? [];
      stack.push(...below.toReversed().map((process) => ({ process, depth: depth + 1 })));
    }
  };
  for (const top of tops) place(top);
  // Parents are as they were when first seen: with a reused pid they may form a circle, which has no top.
  for (const process of alive) place(process);
  return { living, ended: processes.filter((process) => process.ended_at !== null) };
}

/** A command line with the folders of its paths left out, for a narrow column: "node mcp-server-memory --verbose". */
export function shortCommand(command: string): string {
  return command.replace(/(^|[\s'"])(?:\/|[A-Za-z]:\\)(?:[^\s'"/\\]+[/\\])+(?=[^\s'"/\\])/g, '$1');
}

/** Tells a process from all others: a pid may be used again. */
export function keyOf({ pid, started_at: at }: ProcessView): string {
  return `${pid} ${at}`;
}
