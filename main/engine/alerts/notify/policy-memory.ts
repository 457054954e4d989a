import { z } from 'zod';
import type { Alert } from '#contract/alert.ts';
import type { Clock } from '../../ports.ts';
import type { Shelves } from '../../state/state.ts';
import { Storm } from '../storms/storm.ts';

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

export type PolicyMemory = ReturnType<typeof openPolicyMemory>;

/** What quiet hours and pauses hold back. */
export function createHoldBack(memory: PolicyMemory) {
  return {
    has(id: string): boolean {
      const { quiet, paused } = memory.get();
      return quiet.includes(id) || paused.includes(id);
    },
    put(why: 'quiet' | 'paused', alerts: readonly Alert[]): void {
      const held = memory.get()[why];
      const more = alerts.map(({ id }) => id).filter((id) => !held.includes(id));
      if (more.length > 0) memory.set({ [why]: [...held, ...more] });
    },
    /** Gives all that is held back, and forgets it. */
    take(why: 'quiet' | 'paused'): readonly string[] {
      const held = memory.get()[why];
      if (held.length > 0) memory.set({ [why]: [] });
      return held;
    },
    isAny: (why: 'quiet' | 'paused'): boolean => memory.get()[why].length > 0,
  };
}
