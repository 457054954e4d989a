import type { Caller } from '#contract/caller.ts';
import type { ConfigurationChange, ValueChange } from '#contract/configuration-text.ts';
import { localTime } from './local-time.ts';
import { plainText } from './plain-text.ts';
import { formatTable } from './table.ts';

const COLUMNS = [
  { title: 'NO', align: 'right' },
  { title: 'TIME', align: 'left' },
  { title: 'BY', align: 'left' },
  { title: 'WHAT', align: 'left' },
] as const;

const BY: Readonly<Record<Caller['kind'], string>> = {
  window: 'window',
  cli: 'command line',
  http: 'HTTP client',
  mcp: 'MCP client',
  file: 'another program',
  engine: 'Signalbox',
};

/** What was done, before what it changed; where that says it already there is no word. */
const ACTIONS: Readonly<Record<ConfigurationChange['action'], string>> = {
  first: 'first: ',
  edit: '',
  restore: 'restored: ',
  migrate: 'migrated: ',
  rollback: 'rolled back: ',
  import: 'imported: ',
  secret: '',
  backup: '',
  refused: 'refused: ',
};

/** A table, one line a change, in the order given. */
export function formatChanges(changes: readonly ConfigurationChange[]): string[] {
  if (changes.length === 0) return ['Nothing has been changed yet.'];
  const rows = changes.map(({ id, at, by, action, summary, why }) => [
    { text: String(id) },
    { text: localTime(new Date(at)).slice(0, 19) },
    { text: plainText(by.name === null ? BY[by.kind] : `${BY[by.kind]} ${by.name}`) },
    { text: plainText(`${ACTIONS[action]}${summary}${why === null ? '' : ` (${why})`}`) },
  ]);
  return formatTable(COLUMNS, rows);
}

/** "mcpServers.time.args  ["a"] → ["b"]" */
export function formatValueChanges(changes: readonly ValueChange[]): string[] {
  return changes.map(({ key, before, after }) =>
    plainText(`${key}  ${before ?? 'nothing'} → ${after ?? 'nothing'}`),
  );
}
