import {
  type ClientRule,
  compileGlob,
  compileGlobs,
  type NameMatcher,
  type ToolRule,
  type ToolSettings,
} from '../../configuration/configuration.ts';

/** Who asks: as the client calls itself, and the name of its own token, if it came with one. */
export interface FilteredClient {
  readonly name: string;
  readonly token: string | null;
}

/** Which tools of a server who sees, and by which name. "Own" is what the server calls them. */
export interface ToolFilter {
  /** What it does not see it can't call either. */
  sees(client: FilteredClient, own: string): boolean;
  /** Stands for what a client sees: the same object for all that see the same, and another after an edit. */
  view(client: FilteredClient): object;
  /** Whether clients in general see it; single ones may not. */
  enabled(own: string): boolean;
  /** The name that clients of `/mcp/<server>` know it by. */
  exposed(own: string): string;
  /** Null for the old name of a tool that was renamed. The tool need not exist. */
  own(exposed: string): string | null;
  /** What the tool does differently; null for nothing. */
  rule(own: string): ToolRule | null;
  /** Why nobody sees it, or which clients don't, as one clause; null when all see it. */
  why(own: string): string | null;
}

interface CompiledClientRule {
  /** As it stands in the configuration. */
  readonly client: string;
  readonly isMeant: (client: FilteredClient) => boolean;
  readonly allows: NameMatcher;
}

/** Compiles the globs once. Make a new one when the server's configuration changes. */
export function createToolFilter(settings: ToolSettings): ToolFilter {
  const allowed = compileGlobs(settings.allow);
  const denied = compileGlobs(settings.deny);
  const newNames = new Map(Object.entries(settings.rename));
  const ownNames = new Map(Object.entries(settings.rename).map(([own, seen]) => [seen, own]));
  const rules = settings.rules.map((rule) => ({ rule, matches: compileGlob(rule.tools) }));
  const clients = settings.clients.map(compileClientRule);
  const isPlain =
    settings.deny.length === 0 && settings.allow.includes('*') && newNames.size === 0 && clients.length === 0;

  /** Another tool has been given this one's name. */
  const isShadowed = (own: string): boolean => ownNames.has(own) && !newNames.has(own);
  const enabled = (own: string): boolean => isPlain || (allowed(own) && !denied(own) && !isShadowed(own));

  const common = {};

  return {
    enabled,
    view: (client) => clients.find((rule) => rule.isMeant(client)) ?? common,
    sees(client, own) {
      if (isPlain) return true;
      if (!enabled(own)) return false;
      const meant = clients.find((rule) => rule.isMeant(client));
      return meant === undefined || meant.allows(own);
    },
    exposed: (own) => newNames.get(own) ?? own,
    own: (exposed) => ownNames.get(exposed) ?? (newNames.has(exposed) ? null : exposed),
    rule: (own) => rules.find((one) => one.matches(own))?.rule ?? null,
    why(own) {
      if (denied(own)) return `switched off by ${nameIn(settings.deny, own)}`;
      if (!allowed(own)) return 'switched off: nothing in tools.allow names it';
      const other = ownNames.get(own);
      if (isShadowed(own)) return `hidden: the tool "${other}" was given its name by tools.rename`;
      const blind = clients.filter((rule) => !rule.allows(own)).map((rule) => `"${rule.client}"`);
      if (blind.length === 0) return null;
      return `hidden from clients that ${blind.join(', ')} in tools.clients ${blind.length === 1 ? 'names' : 'name'}`;
    },
  };
}

/** Names of clients are people's words, "Claude Code" here and "claude-code" there: their case does not count. */
function compileClientRule({ client, allow, deny }: ClientRule): CompiledClientRule {
  const isNamed = compileGlob(client.toLowerCase());
  const allowed = compileGlobs(allow);
  const denied = compileGlobs(deny);
  return {
    client,
    isMeant: ({ name, token }) =>
      isNamed(name.toLowerCase()) || (token !== null && isNamed(token.toLowerCase())),
    allows: (own) => allowed(own) && !denied(own),
  };
}

function nameIn(globs: readonly string[], own: string): string {
  const glob = globs.find((one) => compileGlob(one)(own)) ?? own;
  return glob === own ? 'tools.deny' : `"${glob}" in tools.deny`;
}
