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
    if (name === '') {
      const says = 'has a server without a name: give it one of up to 64 letters, digits, dots, _ and -';
      report.error(key.offset, ['mcpServers'], says);
      continue;
    }
    if (!SERVER_NAME_PATTERN.test(name)) {
      report.error(
        key.offset,
        path,
        `is not a legal name: use up to 64 letters, digits, dots, _ and -, such as ${quoted(legalName(name, taken))}`,
      );
      continue;
    }
    // In JSON, and in quotes, a key is longer than what it says.
    const meaning = key.length === name.length ? otherMeaning(name) : null;
    if (meaning !== null) {
      const says = `is ${meaning} as YAML has it, and is read as a name: put it in quotes, "${name}"`;
      report.warning(key.offset, path, says);
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

/** What YAML makes of a legal name that stands without quotes, where that is no text. */
function otherMeaning(name: string): string | null {
  if (/^(?:null|Null|NULL)$/.test(name)) return 'null';
  if (/^(?:true|True|TRUE|false|False|FALSE)$/.test(name)) return name.toLowerCase();
  return /^(?:0o[0-7]+|0x[0-9A-Fa-f]+|\d+(?:\.\d*)?(?:[eE]-?\d+)?)$/.test(name) ? 'a number' : null;
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
