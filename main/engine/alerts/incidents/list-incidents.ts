import type { z } from 'zod';
import type { Incident, IncidentFilter } from '#contract/incident.ts';
import type { Shelf } from '../../state/state.ts';
import { type IncidentRecord, toIncident } from './incident-record.ts';

/** The list is read in such pages, for a filter may leave much of it out. */
const PAGE = 200;

/** Newest first, without those that were merged into another. */
export function listIncidents(
  shelf: Pick<Shelf<IncidentRecord>, 'newest'>,
  filter: z.output<typeof IncidentFilter>,
): Incident[] {
  const found = new Map<number, Incident>();
  let toMs = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const records = shelf.newest({ toMs, limit: PAGE });
    for (const record of records) {
      if (found.size < filter.limit && isMeant(record, filter)) found.set(record.id, toIncident(record));
    }
    const oldest = records.at(-1);
    // Of those of one moment the next page has some again.
    const oldestMs = oldest === undefined ? 0 : Date.parse(oldest.opened_at);
    if (records.length < PAGE || found.size >= filter.limit || oldestMs >= toMs) return [...found.values()];
    toMs = oldestMs;
  }
}

function isMeant(record: IncidentRecord, { server, open, since }: z.output<typeof IncidentFilter>): boolean {
  const { merged_into: mergedInto, closed_at: closedAt } = record;
  return (
    mergedInto === null &&
    (server === undefined || record.servers.includes(server)) &&
    (open === undefined || open === (closedAt === null)) &&
    (since === undefined || closedAt === null || Date.parse(closedAt) >= Date.parse(since))
  );
}
