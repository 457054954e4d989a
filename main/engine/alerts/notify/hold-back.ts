import type { Alert } from '#contract/alert.ts';
import type { openPolicyMemory } from './policy-memory.ts';

/** What quiet hours and pauses hold back. */
export function createHoldBack(memory: ReturnType<typeof openPolicyMemory>) {
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
