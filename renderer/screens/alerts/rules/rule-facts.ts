import type { AlertRule } from '#contract/alert-rule.ts';
import { SIGNALS } from '#contract/alert-signal.ts';
import { isSignal } from './rule-draft.ts';

/** What a rule looks at; empty where its condition says it. */
export function signalTitle({ signal, condition }: Pick<AlertRule, 'signal' | 'condition'>): string {
  if (condition.kind === 'log') return '';
  return isSignal(signal) ? SIGNALS[signal].title : signal.replace(/^custom:/, '');
}

/** What the file says of a rule: "set here: above, for", "another for db and web". Null where it says nothing. */
export function setWords(rule: AlertRule, server: string | null): string | null {
  const { own, set, set_for_server: ofServer, servers_that_differ: others } = rule;
  const parts = [
    own ? 'your own' : set.length > 0 ? `set: ${set.join(', ')}` : null,
    server !== null && ofServer.length > 0 ? `for ${server}: ${ofServer.join(', ')}` : null,
    others.length > 0 ? `another for ${listWords(others)}` : null,
  ];
  const said = parts.filter((part) => part !== null);
  return said.length === 0 ? null : said.join(' · ');
}

/** "db", "db and web", "db, web and 3 more". */
export function listWords(names: readonly string[]): string {
  if (names.length <= 2) return names.join(' and ');
  return names.length === 3
    ? `${names.slice(0, 2).join(', ')} and ${names[2]}`
    : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}
