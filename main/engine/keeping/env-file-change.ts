import { isDeepStrictEqual } from 'node:util';
import type { ValueChange } from '#contract/configuration-text.ts';
import { MASK } from '#contract/mask.ts';
import {
  type Configuration,
  type EnvFile,
  effectiveSettings,
  parseConfiguration,
  planChanges,
  type ServerConfig,
} from '../configuration/configuration.ts';
import { secretArguments } from '../supervision/supervision.ts';

interface EnvFileChange {
  /** ".env: 2 settings changed; a restarted" */
  readonly summary: string;
  readonly changes: readonly ValueChange[];
}

const MAX_CHANGES = 100;
/** What a process is started with, or a connection made with: a variable may stand in it for a part. */
const OF_LAUNCH = ['command', 'args', 'env', 'cwd', 'url', 'headers'] as const;

/**
 * What another `.env` alone changes of what runs, secrets masked; null for nothing. What the file itself says in another
 * way is no part of it.
 */
export function envFileChange(before: Configuration, after: Configuration): EnvFileChange | null {
  const { envFile } = before.readWith;
  if (isDeepStrictEqual(valuesIn(envFile), valuesIn(after.readWith.envFile))) return null;
  const read = parseConfiguration(after.file, after.text, { ...after.readWith, envFile });
  const without = read.ok ? read.configuration : before;
  const changes = changedSettings(without, after);
  const { start, stop, restart } = planChanges(without, after);
  const said = [
    ...(changes.length === 0
      ? []
      : [`${changes.length} ${changes.length === 1 ? 'setting' : 'settings'} changed`]),
    ...sayAll(start, 'started'),
    ...sayAll(stop, 'stopped'),
    ...sayAll(restart, 'restarted'),
  ];
  return said.length === 0
    ? null
    : { summary: `.env: ${said.join('; ')}`, changes: changes.slice(0, MAX_CHANGES) };
}

function sayAll(servers: readonly string[], what: string): readonly string[] {
  return servers.length === 0 ? [] : [`${servers.join(', ')} ${what}`];
}

/** Where a variable stands in the file says nothing. */
function valuesIn(envFile: EnvFile | null): ReadonlyMap<string, string> {
  return new Map([...(envFile?.variables ?? [])].map(([name, { value }]) => [name, value]));
}

function changedSettings(before: Configuration, after: Configuration): readonly ValueChange[] {
  const found = new Map<string, ValueChange>();
  const compare = (server?: string): void => {
    const was = effectiveSettings(before, secretArguments, server);
    const now = effectiveSettings(after, secretArguments, server);
    for (const key of new Set([...Object.keys(was), ...Object.keys(now)])) {
      if (isDeepStrictEqual(was[key]?.value, now[key]?.value)) continue;
      found.set(key, { key, before: show(was[key]?.value), after: show(now[key]?.value) });
    }
  };
  compare();
  for (const now of after.servers) {
    const was = before.servers.find(({ name }) => name === now.name);
    if (was === undefined || isDeepStrictEqual(was, now)) continue;
    compare(now.name);
    for (const change of hiddenChanges(was, now)) if (!found.has(change.key)) found.set(change.key, change);
  }
  return [...found.values()];
}

/** Of what reads the same with its secrets masked, or names a variable that has another value now. */
function hiddenChanges(was: ServerConfig, now: ServerConfig): readonly ValueChange[] {
  return OF_LAUNCH.filter((part) => !isDeepStrictEqual(was[part], now[part])).map((part) => ({
    key: `mcpServers.${now.name}.${part}`,
    before: show(MASK),
    after: show(MASK),
  }));
}

const MAX_SHOWN_CHARS = 200;

function show(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  const text = JSON.stringify(value);
  return text.length <= MAX_SHOWN_CHARS ? text : `${text.slice(0, MAX_SHOWN_CHARS - 1)}…`;
}
