import { SERVER_NAME_PATTERN } from '#contract/limits.ts';
import type { Property } from './key-findings.ts';
import type { Report } from './report.ts';
import { quoted } from './wording.ts';

/** Names become folders, tool prefixes and parts of addresses, so not every text will do. */
export function checkServerNames(servers: readonly Property[], report: Report): void {
  const taken = new Set(servers.map((server) => server.name.toLowerCase()));
  const checked = new Set<string>();
  const seen = new Map<string, string>();
  for (const { name, key } of servers) {
    if (checked.has(name)) continue;
    checked.add(name);
    const path = ['mcpServers', name];
    if (!SERVER_NAME_PATTERN.test(name)) {
      report.error(
        key.offset,
        path,
        `is not a legal name: use up to 64 letters, digits, dots, _ and -, such as ${quoted(legalName(name, taken))}`,
      );
      continue;
    }
    const lower = name.toLowerCase();
    const first = seen.get(lower);
    if (first === undefined) seen.set(lower, name);
    else {
      report.error(
        key.offset,
        path,
        `differs from ${quoted(first)} in upper and lower case alone: rename one of the two`,
      );
    }
  }
}

function legalName(name: string, taken: ReadonlySet<string>): string {
  const base =
    name
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
      .replaceAll(/^[^A-Za-z0-9]+|-+$/g, '')
      .slice(0, 60) || 'server';
  let proposal = base;
  for (let number = 2; taken.has(proposal.toLowerCase()); number++) proposal = `${base}-${number}`;
  return proposal;
}
