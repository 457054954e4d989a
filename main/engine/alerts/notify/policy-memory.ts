import { z } from 'zod';
import type { Clock } from '../../ports.ts';
import type { Shelves } from '../../state/state.ts';
import { Storm } from './storm.ts';

const PolicyRecord = z.object({
  paused_until_ms: z.number().nullable(),
  /** Alerts that were held back by the quiet hours, and by the pause. */
  quiet: z.array(z.string()),
  paused: z.array(z.string()),
  storms: z.array(Storm),
});
type PolicyRecord = z.infer<typeof PolicyRecord>;

const NAME = 'policy';

/** What notifications go by, beside what was told: it outlives the engine. */
export function openPolicyMemory(shelves: Shelves, clock: Clock) {
  const shelf = shelves({ name: 'alerts-policy', schema: PolicyRecord, rows: 1, days: 3_650 });
  let record: PolicyRecord = shelf.get(NAME) ?? { paused_until_ms: null, quiet: [], paused: [], storms: [] };
  return {
    get: (): Readonly<PolicyRecord> => record,
    set(change: Partial<PolicyRecord>) {
      record = { ...record, ...change };
      shelf.put(NAME, clock.now(), record);
    },
  };
}
