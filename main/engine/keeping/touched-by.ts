import type { Plan } from '#contract/configuration-status.ts';

/** Names of those to whom something happens. */
export function touchedBy(plan: Plan): readonly string[] {
  return [...plan.start, ...plan.stop, ...plan.restart, ...plan.update];
}
