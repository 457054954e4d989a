import { createHash } from 'node:crypto';

/** One server under the one roof, in the order of the file. */
export interface NamedServer {
  readonly server: string;
  /** As clients of `/mcp/<server>` call them, in the server's own order; null when they are not known yet. */
  readonly tools: readonly string[] | null;
}

/** What tools, or prompts, are called where all servers are. */
export interface CombinedNames {
  /** Null for a server or a tool that was not named; a tool of a server whose tools are not known has a name. */
  toCombined(server: string, tool: string): string | null;
  /**
   * Null for what nothing is called. Of a server whose tools are not known, a name in its form is taken for one of
   * them: a client may have it from before.
   */
  fromCombined(name: string): { readonly server: string; readonly tool: string } | null;
}

/** Model interfaces take 64 characters. */
const NAME_MAX_CHARS = 64;
const SLUG_MAX_CHARS = 16;
const HASH_CHARS = 6;

/**
 * Names of the form `server__tool` in letters, digits, _ and -. A server's part is its name, cut to 16 characters and
 * without a double or last `_`, so that no two of different servers are the same and the first `__` ends it. What can't
 * be said so gets a hash of its own name: a cut tool, and each of several that would come out the same, but for the one
 * that needed no change. So a name does not depend on what else there is, unless that is called the same.
 */
export function createNames(entries: readonly NamedServer[]): CombinedNames {
  const slugs = uniqueNames(
    entries.map(({ server }) => server),
    slugOf,
    SLUG_MAX_CHARS,
  );
  /** By server, then by tool; null for a server whose tools are not known. */
  const names = new Map<string, ReadonlyMap<string, string> | null>();
  const owners = new Map<string, { readonly server: string; readonly tool: string }>();
  const unknown = new Map<string, string>();
  for (const { server, tools } of entries) {
    const prefix = `${slugs.get(server)}__`;
    if (tools === null) {
      names.set(server, null);
      unknown.set(prefix, server);
      continue;
    }
    const maxChars = NAME_MAX_CHARS - prefix.length;
    const parts = uniqueNames(tools, (tool) => partOf(tool, maxChars), maxChars);
    for (const [tool, part] of parts) owners.set(prefix + part, { server, tool });
    names.set(server, parts);
  }

  return {
    toCombined(server, tool) {
      const parts = names.get(server);
      if (parts === undefined) return null;
      const prefix = `${slugs.get(server)}__`;
      const part = parts === null ? partOf(tool, NAME_MAX_CHARS - prefix.length) : parts.get(tool);
      return part === undefined ? null : prefix + part;
    },
    fromCombined(name) {
      const owner = owners.get(name);
      if (owner) return owner;
      const end = name.indexOf('__') + 2;
      const server = unknown.get(name.slice(0, end));
      return server === undefined ? null : { server, tool: name.slice(end) };
    },
  };
}

/** Brings each into shape; where several come to one, each gets a hash but for the one that is its own shape. */
function uniqueNames(
  names: readonly string[],
  shape: (name: string) => string,
  maxChars: number,
): ReadonlyMap<string, string> {
  const shapes = new Map(names.map((name) => [name, shape(name)]));
  const counts = new Map<string, number>();
  for (const shaped of shapes.values()) counts.set(shaped, (counts.get(shaped) ?? 0) + 1);
  const isFree = (name: string, shaped: string) => shaped === name || counts.get(shaped) === 1;
  const taken = new Set<string>();
  for (const [name, shaped] of shapes) if (isFree(name, shaped)) taken.add(shaped);
  const result = new Map<string, string>();
  for (const [name, shaped] of shapes) {
    let unique = shaped;
    for (let salt = ''; !isFree(name, shaped) && (salt === '' || taken.has(unique)); salt += '#') {
      unique = withHash(shaped, name + salt, maxChars);
    }
    taken.add(unique);
    result.set(name, unique);
  }
  return result;
}

function slugOf(server: string): string {
  return server
    .replace(/[^A-Za-z0-9-]+/g, '_')
    .slice(0, SLUG_MAX_CHARS)
    .replace(/_$/, '');
}

function partOf(tool: string, maxChars: number): string {
  const plain = tool.replace(/[^A-Za-z0-9_-]/g, '_');
  return plain.length <= maxChars ? plain : withHash(plain, tool, maxChars);
}

function withHash(shaped: string, name: string, maxChars: number): string {
  const stem = shaped.slice(0, maxChars - HASH_CHARS - 1).replace(/_+$/, '');
  return `${stem}_${hash(name)}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_CHARS);
}
