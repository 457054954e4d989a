import type { Caller } from '#contract/caller.ts';
import type { ConfigurationChange } from '#contract/configuration-text.ts';
import type { Lamp } from '#contract/server-state.ts';

const KINDS: Readonly<Record<Caller['kind'], string>> = {
  window: 'in the window',
  cli: 'on the command line',
  http: 'over HTTP',
  mcp: 'by an AI client',
  file: 'in the file itself',
  engine: 'by Signalbox',
};

/** "in the window", "by Claude Code" */
export function callerWords({ kind, name }: Caller): string {
  return kind === 'mcp' && name !== null ? `by ${name}` : KINDS[kind];
}

/** What kind of change it was, where its summary leaves that open. */
export const ACTION_WORDS: Readonly<Record<ConfigurationChange['action'], string | null>> = {
  first: 'first seen',
  edit: null,
  restore: 'restored',
  migrate: 'written in a newer form',
  rollback: 'taken back',
  import: 'imported',
  secret: null,
  backup: null,
  refused: 'refused',
};

export const ACTION_LAMPS: Readonly<Record<ConfigurationChange['action'], Lamp>> = {
  first: 'off',
  edit: 'ok',
  restore: 'info',
  migrate: 'info',
  rollback: 'warn',
  import: 'ok',
  secret: 'ok',
  backup: 'off',
  refused: 'bad',
};
