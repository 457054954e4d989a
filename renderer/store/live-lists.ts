import type { RegisterEntry } from '#contract/register.ts';
import type { SamplePass } from '#contract/snapshot.ts';

/** The engine's own bounds, kept here too while topics add to what the snapshot gave. */
export const SAMPLES_MS = 15 * 60_000;
const REGISTER_ENTRIES = 200;

/** Adds a pass at the end, unless it is there already, and drops what is older than 15 minutes before it. */
export function addPass(passes: readonly SamplePass[], pass: SamplePass): readonly SamplePass[] {
  const last = passes.at(-1);
  if (last !== undefined && last.at >= pass.at) return passes;
  const oldestMs = Date.parse(pass.at) - SAMPLES_MS;
  const first = passes.findIndex((kept) => Date.parse(kept.at) >= oldestMs);
  return first === -1 ? [pass] : [...passes.slice(first), pass];
}

/** Puts an entry first, unless it is there already. */
export function addEntry(register: readonly RegisterEntry[], entry: RegisterEntry): readonly RegisterEntry[] {
  if (register.some((kept) => kept.id === entry.id)) return register;
  return [entry, ...register].sort((a, b) => b.id - a.id).slice(0, REGISTER_ENTRIES);
}
