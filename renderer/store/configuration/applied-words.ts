import type { Plan } from '#contract/configuration-status.ts';

/** "Applied: github restarted, time started." */
export function appliedWords({ start, stop, restart, update }: Plan): string {
  const parts = [
    words(start, 'started'),
    words(restart, 'restarted'),
    words(stop, 'stopped'),
    words(update, 'changed without a restart'),
  ].filter((part) => part !== null);
  return parts.length === 0 ? 'Applied.' : `Applied: ${parts.join(', ')}.`;
}

function words(names: readonly string[], what: string): string | null {
  if (names.length === 0) return null;
  return `${names.length > 3 ? `${names.length} servers` : names.join(', ')} ${what}`;
}
