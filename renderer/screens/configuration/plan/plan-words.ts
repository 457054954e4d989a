import type { Plan, PlanStep } from '#contract/configuration-status.ts';
import type { Lamp } from '#contract/server-state.ts';

export const STEP_LAMPS: Readonly<Record<PlanStep['step'], Lamp>> = {
  start: 'ok',
  stop: 'bad',
  restart: 'warn',
  update: 'info',
};

export const STEP_WORDS: Readonly<Record<PlanStep['step'], string>> = {
  start: 'starts',
  stop: 'stops',
  restart: 'restarts',
  update: 'changes while it runs',
};

/** "1 request in flight is allowed to finish."; null for none. */
export function inFlightWords(count: number): string | null {
  if (count === 0) return null;
  return count === 1
    ? '1 request in flight is allowed to finish.'
    : `${count} requests in flight are allowed to finish.`;
}

/** "8 servers are left running, untouched."; null where all are touched. */
export function keptWords({ keep }: Plan): string | null {
  if (keep.length === 0) return null;
  return keep.length === 1
    ? `${keep[0]} is left as it is, untouched.`
    : `${keep.length} servers are left as they are, untouched.`;
}
