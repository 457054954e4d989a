import { isSecretName } from '../../logs/logs.ts';
import { positionFinder } from '../reading/text-position.ts';
import { hasSecret, type SecretsIn } from './mask-configuration.ts';
import { stringsIn, type TextPart } from './strings-in.ts';

/** What says who gets the secrets beside it: an address, or the program that is started. */
const DESTINATION: ReadonlySet<unknown> = new Set(['url', 'command', 'args']);

/** Secrets that stay as they were while who gets them changes. */
export interface Redirected {
  /** Dotted path of the entry, as `mcpServers.github`. */
  readonly entry: string;
  /** Dotted path of the changed text, and its place, both counting from 1. */
  readonly key: string;
  readonly line: number;
  readonly column: number;
  /** Where the secrets stand within the entry, as `headers.Authorization`; never empty. */
  readonly secrets: readonly string[];
}

/** What a change of `current` to `text` would give to another address or program than it was meant for. */
export function redirectedSecrets(text: string, current: string, secretsIn: SecretsIn): Redirected[] {
  const before = entriesOf(current);
  const positionOf = positionFinder(text);
  const found: Redirected[] = [];
  for (const [entry, parts] of entriesOf(text)) {
    const old = before.get(entry);
    const depth = entry.split('\0').length;
    const moved = old === undefined ? undefined : firstMoved(parts, old, depth);
    if (old === undefined || moved === undefined) continue;
    const kept = new Set(old.map(({ value }) => value));
    const secrets = parts.filter((part) => kept.has(part.value) && isSecret(part, secretsIn));
    if (secrets.length === 0) continue;
    found.push({
      entry: entry.replaceAll('\0', '.'),
      key: moved.path.join('.'),
      ...positionOf(moved.offset),
      secrets: [...new Set(secrets.map(({ path }) => path.slice(depth).join('.')))],
    });
  }
  return found;
}

/** The strings of each object that has a destination, by its path. */
function entriesOf(source: string): ReadonlyMap<string, readonly TextPart[]> {
  const parts = stringsIn(source).filter(({ kind }) => kind === 'string');
  const entries = new Map<string, TextPart[]>();
  for (const { path } of parts) {
    const depth = path.findIndex((step) => DESTINATION.has(step));
    const entry = path.slice(0, depth);
    // A variable or a header may be called so too.
    if (depth > 0 && entry.at(-1) !== 'env' && entry.at(-1) !== 'headers') entries.set(entry.join('\0'), []);
  }
  for (const part of parts) {
    for (let depth = 1; depth < part.path.length; depth += 1)
      entries.get(part.path.slice(0, depth).join('\0'))?.push(part);
  }
  return entries;
}

/** The first text of the destination that was not there before; where only something was left out, its first. */
function firstMoved(
  parts: readonly TextPart[],
  old: readonly TextPart[],
  depth: number,
): TextPart | undefined {
  const isDestination = ({ path }: TextPart): boolean => DESTINATION.has(path[depth]);
  const now = parts.filter(isDestination);
  const then = old.filter(isDestination).map(({ value }) => value);
  if (now.length === then.length && now.every(({ value }, at) => value === then[at])) return undefined;
  return now.find(({ value }) => !then.includes(value)) ?? now[0];
}

/** Also a reference to a variable that is named like one. */
function isSecret(part: TextPart, secretsIn: SecretsIn): boolean {
  const name = part.path.findLast((step) => typeof step === 'string');
  if (part.path.includes('rename') || part.value === '') return false;
  return (name !== undefined && isSecretName(name)) || hasSecret(part, secretsIn);
}
