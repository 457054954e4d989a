import type { Plan } from '#contract/configuration-status.ts';

/** "starts time, restarts github, leaves 8 as they are" */
export function sayPlan(plan: Plan): string {
  const part = (verb: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`${verb} ${names.join(', ')}`];
  const parts = [
    ...part('starts', plan.start),
    ...part('stops', plan.stop),
    ...part('restarts', plan.restart),
    ...part('takes new settings for', plan.update),
  ];
  const kept = plan.keep.length;
  if (parts.length === 0) return 'nothing changes';
  return [...parts, ...(kept > 0 ? [`leaves ${kept} as they are`] : [])].join(', ');
}

/** Names of those to whom something happens. */
export function touchedBy(plan: Plan): readonly string[] {
  return [...plan.start, ...plan.stop, ...plan.restart, ...plan.update];
}
