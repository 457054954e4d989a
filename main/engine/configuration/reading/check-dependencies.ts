import { findNodeAtLocation } from 'jsonc-parser';
import type { ServerConfig } from '../server-config.ts';
import { findCycles } from './find-cycles.ts';
import type { Property } from './key-findings.ts';
import type { Report } from './report.ts';
import { nearest, quoted } from './wording.ts';

/** Looking for what was meant compares with every name of the file; no more findings than this are shown. */
const MAX_HINTS = 100;

/**
 * Checks over all servers what names another: `dependsOn`, with no cycle, and `health.checks`. `entries` are all
 * servers that the file names, `servers` those of which something could be read; what is wrong with one by itself is
 * told elsewhere.
 */
export function checkDependencies(
  entries: readonly Property[],
  servers: readonly ServerConfig[],
  report: Report,
): void {
  const named = new Map(entries.map((entry) => [entry.name, entry]));
  const byName = new Map(servers.map((server) => [server.name, server]));
  let hints = 0;
  const hint = (server: string, dependency: string): string => {
    if (++hints > MAX_HINTS) return '';
    const others = [...named.keys()].filter((name) => name !== server);
    const meant = nearest(dependency, others);
    return meant === undefined ? '' : `; did you mean ${quoted(meant)}?`;
  };
  for (const { name, dependsOn, disabled } of servers) {
    for (const dependency of dependsOn) {
      const at = placeOf(named.get(name), dependency);
      const path = ['mcpServers', name, 'dependsOn'];
      if (dependency === name) {
        report.error(at, path, 'names the server itself: it could never start');
      } else if (!named.has(dependency)) {
        const what = `names ${quoted(dependency)}, which is no server of this file`;
        report.error(at, path, what + hint(name, dependency));
      } else if (byName.get(dependency)?.disabled && !disabled) {
        report.warning(
          at,
          path,
          `names ${quoted(dependency)}, which is disabled: this server would wait for ever`,
        );
      }
    }
  }
  for (const { name, disabled } of servers) {
    for (const { index, offset, server } of serverChecks(named.get(name))) {
      const path = ['mcpServers', name, 'health', 'checks', index, 'server'];
      if (server === name) report.error(offset, path, 'names the server itself');
      else if (!named.has(server)) {
        const what = `names ${quoted(server)}, which is no server of this file`;
        report.error(offset, path, what + hint(name, server));
      } else if (byName.get(server)?.disabled && !disabled) {
        const what = `names ${quoted(server)}, which is disabled: this check would always fail`;
        report.warning(offset, path, what);
      }
    }
  }
  for (const cycle of findCycles(servers)) {
    const [first, last] = [cycle[0] ?? '', cycle.at(-1) ?? ''];
    report.error(
      placeOf(named.get(last), first),
      ['mcpServers', last, 'dependsOn'],
      `goes round in a circle, ${[...cycle, first].join(' → ')}: none of them could ever start`,
    );
  }
}

/** The place of one name in `dependsOn`. */
function placeOf(entry: Property | undefined, dependency: string): number {
  const node = entry && findNodeAtLocation(entry.value, ['dependsOn']);
  const item = node?.children?.find((child) => child.value === dependency);
  return (item ?? node)?.offset ?? 0;
}

/** Those of `health.checks` that name a server; what is empty or no text is told where the entry is read. */
function serverChecks(entry: Property | undefined) {
  const list = entry && findNodeAtLocation(entry.value, ['health', 'checks']);
  return (list?.children ?? []).flatMap((check, index) => {
    const node = findNodeAtLocation(check, ['server']);
    const server: unknown = node?.value;
    return node === undefined || typeof server !== 'string' || server.trim() === ''
      ? []
      : [{ index, offset: node.offset, server }];
  });
}
