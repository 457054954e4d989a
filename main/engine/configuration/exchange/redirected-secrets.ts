import { isSecretName } from '../../logs/logs.ts';
import type { Format, TextPart } from '../formats/format.ts';
import { jsonc } from '../jsonc/jsonc.ts';
import { positionFinder } from '../reading/text-position.ts';
import { hasSecret, type SecretsIn } from './mask-configuration.ts';

/** What says who gets the secrets beside it: an address, or the program that is started. */
const DESTINATION: ReadonlySet<unknown> = new Set(['url', 'command', 'args']);
/** As {@link DESTINATION}, of a check in a server's `health.checks`. */
const CHECK_DESTINATION: ReadonlySet<unknown> = new Set(['http', 'run', 'args']);

/** As {@link DESTINATION}, of one of `alerts.channels`. */
const CHANNEL_DESTINATION: ReadonlySet<unknown> = new Set(['url', 'host', 'command', 'args']);

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
export function redirectedSecrets(
  text: string,
  current: string,
  secretsIn: SecretsIn,
  format: Format = jsonc,
): Redirected[] {
  const before = entriesOf(format.texts(current));
  const positionOf = positionFinder(text);
  const found: Redirected[] = [];
  for (const [entry, parts] of entriesOf(format.texts(text))) {
    const old = before.get(entry);
    const depth = entry.split('\0').length;
    const moved =
      old === undefined ? undefined : (firstMoved(parts, old, depth) ?? firstNewProgram(parts, old, depth));
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
function entriesOf(texts: readonly TextPart[]): ReadonlyMap<string, readonly TextPart[]> {
  const parts = texts.filter(({ kind }) => kind === 'string');
  const entries = new Map<string, TextPart[]>();
  for (const { path } of parts) {
    const depth = path.findIndex((_, at) => isDestination(path, at));
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

/** The first two steps are the names of a section, or of a server, which may be called anything. */
function isDestination(path: TextPart['path'], at: number): boolean {
  if (at < 2) return false;
  // What a channel's template says is not for this program to know.
  if (path[0] === 'alerts' && path[1] === 'channels') return at === 3 && CHANNEL_DESTINATION.has(path[at]);
  return isCheck(path, at) ? CHECK_DESTINATION.has(path[at]) : DESTINATION.has(path[at]);
}

function isCheck(path: TextPart['path'], at: number): boolean {
  return at === 5 && path[2] === 'health' && path[3] === 'checks';
}

/**
 * What a server's own secrets are given to as well, since it runs with the server's environment: the program that prints
 * its figures, those of its checks, and those that its alerts run. The first text of one that was not there, as it is, before.
 */
function firstNewProgram(
  parts: readonly TextPart[],
  old: readonly TextPart[],
  depth: number,
): TextPart | undefined {
  const then = new Set([...programsOf(old, depth).values()].map(asText));
  return [...programsOf(parts, depth).values()].find((program) => !then.has(asText(program)))?.[0];
}

function asText(program: readonly TextPart[]): string {
  return JSON.stringify(program.map(({ value }) => value));
}

/** Of the entry of a server; none for any other. */
function programsOf(parts: readonly TextPart[], depth: number): ReadonlyMap<string, readonly TextPart[]> {
  const programs = new Map<string, TextPart[]>();
  if (depth !== 2) return programs;
  for (const part of parts) {
    const [root, , section, key, index, ofCheck] = part.path;
    const isRemedy =
      section === 'alerts' &&
      part.path[5] === 'remedy' &&
      (part.path[6] === 'command' || part.path[6] === 'args');
    const isProgram =
      isRemedy ||
      (section === 'metrics' && (key === 'command' || key === 'args')) ||
      (section === 'health' && key === 'checks' && (ofCheck === 'run' || ofCheck === 'args'));
    if (root !== 'mcpServers' || !isProgram) continue;
    const program = section === 'metrics' ? 'metrics' : `${section} ${index}`;
    programs.set(program, [...(programs.get(program) ?? []), part]);
  }
  return programs;
}

/** The first text of the destination that was not there before; where only something was left out, its first. */
function firstMoved(
  parts: readonly TextPart[],
  old: readonly TextPart[],
  depth: number,
): TextPart | undefined {
  const leadsOut = ({ path }: TextPart): boolean => isDestination(path, depth);
  const now = parts.filter(leadsOut);
  const then = old.filter(leadsOut).map(({ value }) => value);
  if (now.length === then.length && now.every(({ value }, at) => value === then[at])) return undefined;
  return now.find(({ value }) => !then.includes(value)) ?? now[0];
}

/** Also a reference to a variable that is named like one. */
function isSecret(part: TextPart, secretsIn: SecretsIn): boolean {
  const name = part.path.findLast((step) => typeof step === 'string');
  if (part.path.includes('rename') || part.value === '') return false;
  return (name !== undefined && isSecretName(name)) || hasSecret(part, secretsIn);
}
