import { findNodeAtLocation } from 'jsonc-parser';
import type { ToolSettings } from '../server-config.ts';
import type { ServerEntry } from '../versions/config-v1.ts';
import { propertiesOf } from './key-findings.ts';
import type { Place } from './place.ts';
import { quoted } from './wording.ts';

/** Rules stand in the order of the file, since the first that fits counts. */
export function readTools(found: ServerEntry['tools'], place: Place): ToolSettings {
  checkNewNames(place);
  const inOrder = <Rule>(key: 'rules' | 'clients', rules: Readonly<Record<string, Rule>>) => {
    // An object read from JSON has keys such as "1" before all others, whatever the file says.
    const names = propertiesOf(findNodeAtLocation(place.entry.value, ['tools', key])).map(({ name }) => name);
    return [...new Set(names)].flatMap((name) => {
      const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
      return rule === undefined ? [] : [{ name, rule }];
    });
  };
  return {
    allow: found.allow,
    deny: found.deny,
    rename: found.rename,
    rules: inOrder('rules', found.rules).map(({ name, rule }) => ({
      tools: name,
      timeoutMs: rule.timeout ?? null,
      inFlight: rule.inFlight ?? null,
      ratePerSecond: rule.rate ?? null,
      cacheMs: rule.cache ?? 0,
      repeatable: rule.repeatable ?? null,
    })),
    clients: inOrder('clients', found.clients).map(({ name, rule }) => ({ client: name, ...rule })),
  };
}

function checkNewNames({ entry, path, report }: Place): void {
  const seen = new Map<unknown, string>();
  for (const { name, value } of propertiesOf(findNodeAtLocation(entry.value, ['tools', 'rename']))) {
    const newName: unknown = value.value;
    const other = seen.get(newName);
    if (other === undefined) seen.set(newName, name);
    else {
      const says = `gives the name ${quoted(String(newName))} a second time: ${quoted(other)} has it already`;
      report.error(value.offset, [...path, 'tools', 'rename', name], says);
    }
  }
}
