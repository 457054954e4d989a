import type { Plan } from './configuration-status.ts';

/** What a plan does, for logs and terminals: "starts time, restarts github, leaves 8 as they are". */
export function sayPlan({ start, stop, restart, update, keep }: Plan): string {
  const part = (verb: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`${verb} ${names.join(', ')}`];
  const parts = [
    ...part('starts', start),
    ...part('stops', stop),
    ...part('restarts', restart),
    ...part('takes new settings for', update),
  ];
  if (parts.length === 0) return 'nothing changes';
  return [...parts, ...(keep.length > 0 ? [`leaves ${keep.length} as they are`] : [])].join(', ');
}
