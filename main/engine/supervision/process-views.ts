import type { ProcessView } from '#contract/history.ts';
import { NO_USAGE, type TreeSample } from '../process/process.ts';
import type { ProcessRow } from '../state/state.ts';

/** What is known of a server's processes, in the order given, with the figures of the last pass for those that live. */
export function processViews(rows: readonly ProcessRow[], figures: TreeSample['figures']): ProcessView[] {
  return rows.map((row) => {
    const own = row.endedAtMs === null ? figures.get(row.pid) : undefined;
    return {
      ...(own?.usage ?? NO_USAGE),
      server: row.server,
      instance: row.instance,
      pid: row.pid,
      ppid: row.ppid,
      command: row.command,
      root: row.root,
      started_at: new Date(row.startedAtMs).toISOString(),
      ended_at: row.endedAtMs === null ? null : new Date(row.endedAtMs).toISOString(),
      exit_code: row.exitCode,
      signal: row.signal,
      status: own?.status ?? null,
      executable: own?.executable ?? null,
      working_folder: own?.workingFolder ?? null,
      children: own?.children ?? 0,
    };
  });
}
