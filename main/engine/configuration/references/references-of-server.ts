import type { ServerReferences } from '../server-config.ts';
import { missingOf, type Resolved } from './resolve-references.ts';

/** What the entry of one server names. */
export function referencesOfServer({ uses, written }: Resolved, server: string): ServerReferences {
  const isOfServer = ({ path }: { readonly path: readonly (string | number)[] }): boolean =>
    path[0] === 'mcpServers' && path[1] === server;
  const missing = new Map(
    uses
      .filter((use) => use.isMissing && isOfServer(use))
      .map((use) => [`${use.kind}:${use.name}`, missingOf(use)]),
  );
  const texts = written.filter(isOfServer);
  return {
    missing: [...missing.values()],
    secrets: [...new Set(texts.flatMap(({ secrets }) => secrets))],
    written: Object.fromEntries(texts.map(({ path, text }) => [path.slice(2).join('.'), text])),
  };
}
