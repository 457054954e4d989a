import { isObject, type PlainObject, textOf } from './plain.ts';

export interface FoundEntry {
  /** Empty for one without a name. */
  readonly name: string;
  readonly entry: PlainObject;
}

/** Where servers stand in files of all clients, the more particular first. */
const PLACES: readonly (readonly string[])[] = [
  ['mcpServers'],
  ['amp.mcpServers'],
  ['mcp', 'servers'],
  ['mcp', 'mcpServers'],
  ['mcp_servers'],
  ['context_servers'],
  ['servers'],
  ['extensions'],
  ['mcp'],
];

const REACHED_BY = ['command', 'cmd', 'url', 'serverUrl', 'httpUrl', 'uri', 'endpoint'];

/** The servers at a place in a file: an object with one key for each, or a list of objects with names. Null for neither. */
export function entriesAt(root: unknown, place: readonly string[]): FoundEntry[] | null {
  const value = place.reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), root);
  if (Array.isArray(value)) {
    const objects = value.filter(isObject);
    return objects.map((entry) => ({ name: textOf(entry.name) ?? textOf(entry.id) ?? '', entry }));
  }
  if (!isObject(value)) return null;
  return Object.entries(value).flatMap(([name, entry]) => (isObject(entry) ? [{ name, entry }] : []));
}

/**
 * The servers in a piece of anybody's file: with or without the keys around them, several, or one alone. Null where there
 * is nothing that looks like one.
 */
export function findEntries(root: unknown): FoundEntry[] | null {
  if (Array.isArray(root)) return entriesLike(entriesAt({ root }, ['root']) ?? []);
  if (!isObject(root)) return null;
  if (looksLikeServer(root)) return [{ name: textOf(root.name) ?? '', entry: root }];
  const places = PLACES.map((place) => entriesAt(root, place)).filter((found) => found !== null);
  const servers = places.find((found) => found.some(({ entry }) => looksLikeServer(entry)));
  return servers ?? entriesLike(entriesAt({ root }, ['root']) ?? []) ?? places[0] ?? null;
}

function entriesLike(found: readonly FoundEntry[]): FoundEntry[] | null {
  const servers = found.filter(({ entry }) => looksLikeServer(entry));
  return servers.length === 0 ? null : servers;
}

function looksLikeServer(entry: PlainObject): boolean {
  return REACHED_BY.some((key) => {
    const value = entry[key];
    return typeof value === 'string' || Array.isArray(value) || (key === 'command' && isObject(value));
  });
}
