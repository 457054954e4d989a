import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Ledger } from './ledger.ts';

interface Event {
  readonly id: number;
  readonly at_ms: number;
  readonly server: string;
  readonly instance: number;
  readonly run: number;
  readonly from_state: string;
  readonly to_state: string;
}

/**
 * What is wrong with the database of an engine that was killed: its pages, what it remembers against what somebody was
 * told, and the history of each life. `since` is the last event of the engines before; gives the last one now.
 */
export function examineDatabase(
  file: string,
  ledger: Ledger,
  since: number,
): { readonly faults: string[]; readonly lastEvent: number; readonly events: number } {
  // The first engine may be killed before it has made one.
  if (!existsSync(file)) return { faults: [], lastEvent: since, events: 0 };
  const database = new DatabaseSync(file);
  try {
    const faults: string[] = [];
    const integrity = database.prepare('PRAGMA integrity_check').get()?.['integrity_check'];
    if (integrity !== 'ok') faults.push(`integrity_check: ${String(integrity)}`);
    for (const row of database
      .prepare('SELECT server, restarts, stopped_by_owner FROM server_memory')
      .all()) {
      const server = String(row['server']);
      const stopped = row['stopped_by_owner'] === 1;
      const wish = ledger.wish(server);
      if (wish === 'stopped' && !stopped) faults.push(`${server} was stopped, and that is not on disk`);
      if (wish === 'runs' && stopped) faults.push(`${server} is wanted, and is stopped on disk`);
      if (Number(row['restarts']) < ledger.restarts(server)) {
        faults.push(
          `${server}: ${ledger.restarts(server)} restarts told, ${String(row['restarts'])} on disk`,
        );
      }
    }
    const events = database
      .prepare('SELECT * FROM lifecycle WHERE id > ? ORDER BY id')
      .all(since) as unknown as readonly Event[];
    faults.push(...breaks(events));
    return { faults, lastEvent: events.at(-1)?.id ?? since, events: events.length };
  } finally {
    database.close();
  }
}

/** Within one engine each step begins where the step before it ended, and launches are numbered upwards. */
function breaks(events: readonly Event[]): string[] {
  const last = new Map<string, Event>();
  const found: string[] = [];
  for (const event of events) {
    const key = `${event.server}#${event.instance}`;
    const before = last.get(key);
    last.set(key, event);
    if (before === undefined) continue;
    const steps = `${before.from_state} → ${before.to_state}, ${event.from_state} → ${event.to_state}`;
    if (before.to_state !== event.from_state) found.push(`${key}: a step is missing: ${steps}`);
    if (event.run < before.run) found.push(`${key}: launch ${before.run} is followed by ${event.run}`);
    if (event.at_ms < before.at_ms) found.push(`${key}: goes back in time: ${steps}`);
  }
  return found;
}
