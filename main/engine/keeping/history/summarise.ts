import type { Difference } from './compare-values.ts';

const MAX_PARTS = 4;

/** "github added; 2 values of time changed; monitoring changed" */
export function summarise(differences: readonly Difference[]): string {
  if (differences.length === 0) return 'only layout or comments changed';
  const whole: string[] = [];
  const counts = new Map<string, number>();
  const isNew = differences.every(({ before }) => before === undefined);
  for (const { path, before, after } of differences) {
    const [section = '', server, ...rest] = path;
    // Every new file has one.
    if (section === 'version' && isNew && differences.length > 1) continue;
    // It is for editors, and says nothing of what runs.
    if (section === '$schema' && differences.length > 1) continue;
    if (section !== 'mcpServers' || server === undefined) {
      const name = section === '' ? 'the file' : section;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    } else if (rest.length > 0) counts.set(server, (counts.get(server) ?? 0) + 1);
    else if (before === undefined) whole.push(`${server} added`);
    else if (after === undefined) whole.push(`${server} removed`);
    else whole.push(`${server} changed`);
  }
  const parts = [...whole, ...[...counts].map(([name, count]) => sayCount(name, count))];
  const more = parts.length - MAX_PARTS;
  return more > 0 ? `${parts.slice(0, MAX_PARTS).join('; ')}; and ${more} more` : parts.join('; ');
}

function sayCount(name: string, count: number): string {
  return `${count} ${count === 1 ? 'value' : 'values'} of ${name} changed`;
}
