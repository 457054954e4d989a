import { type AlertSettings, compileGlobs, type Rule } from '../configuration/configuration.ts';

const NONE: readonly Rule[] = [];

/**
 * The rules that hold for a server, or for the machine (null): on or off, ours first. The same array as long as the same
 * settings hold, so that who looks often can tell at a glance that nothing changed.
 */
export function createRulesFor(settings: () => AlertSettings): (server: string | null) => readonly Rule[] {
  let known: AlertSettings | null = null;
  const bySubject = new Map<string | null, readonly Rule[]>();

  return (server) => {
    const now = settings();
    if (now !== known) {
      known = now;
      bySubject.clear();
    }
    const found = bySubject.get(server);
    if (found !== undefined) return found;
    const rules = now.enabled ? pick(now, server) : NONE;
    bySubject.set(server, rules);
    return rules;
  };
}

function pick(settings: AlertSettings, server: string | null): readonly Rule[] {
  if (server === null) return settings.rules.filter(({ scope }) => scope === 'machine');
  const rules = settings.serverRules.get(server) ?? settings.rules;
  return rules.filter(
    ({ scope, servers }) => scope === 'server' && (servers === undefined || compileGlobs(servers)(server)),
  );
}
