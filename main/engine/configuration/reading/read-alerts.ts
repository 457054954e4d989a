import { findNodeAtLocation, getNodeValue, type Node } from 'jsonc-parser';
import type { Complain } from '../alerting/condition-of.ts';
import { DEFAULT_ALERTS, DEFAULT_RULES } from '../alerting/default-rules.ts';
import { changeRule, ownRule, type RuleContext } from '../alerting/merge-rules.ts';
import { NATIVE, readChannel } from '../alerting/read-channel.ts';
import type { AlertSettings, ChannelSettings, QuietHoursSettings, Rule } from '../alerting/rule.ts';
import { compileGlobs } from '../glob.ts';
import { type Alerts, type RuleEntry, ServerAlerts } from '../versions/alert-keys.ts';
import type { Property } from './key-findings.ts';
import { readBesideFaults } from './read-beside-faults.ts';
import type { Report } from './report.ts';

type Entries = Readonly<Record<string, RuleEntry>>;

/** What the file says of alerts, for all servers and for each. What is wrong by its meaning is reported. */
export function readAlerts(
  found: Alerts,
  root: Node,
  servers: readonly Property[],
  report: Report,
): AlertSettings {
  const channels = readChannels(found, root, report);
  const channelNames = new Set(channels.map(({ name }) => name));
  const shared = { channels: channelNames, report, root };
  const rules = mergeRules(DEFAULT_RULES, found.rules, { ...shared, server: null });
  const serverRules = new Map<string, readonly Rule[]>();
  for (const { name, value } of servers) {
    const own = rulesOf(name, value, rules, shared);
    // What nothing changes is the same object still.
    if (own.length !== rules.length || own.some((rule, at) => rule !== rules[at])) serverRules.set(name, own);
  }
  return {
    enabled: found.enabled,
    rules,
    serverRules,
    channels,
    quietHours: readQuietHours(found.quietHours, complainAt(root, ['alerts', 'quietHours'], report)),
    groupWaitMs: found.groupWait,
    groupIntervalMs: found.groupInterval,
    repeatMs: found.repeat,
    settleMs: found.settle,
    editQuietMs: found.editQuiet,
    summaryAtMinute: found.summary,
  };
}

interface Place {
  readonly channels: ReadonlySet<string>;
  readonly report: Report;
  readonly root: Node;
  readonly server: string | null;
}

function mergeRules(base: readonly Rule[], entries: Entries, place: Place): readonly Rule[] {
  const { server, channels, report, root } = place;
  const path = server === null ? ['alerts', 'rules'] : ['mcpServers', server, 'alerts', 'rules'];
  const rules = new Set([...base.map(({ name }) => name), ...Object.keys(entries)]);
  const contextOf = (name: string): RuleContext => {
    return { server, channels, rules, complain: complainAt(root, [...path, name], report) };
  };
  const known = base.map((rule) => {
    const entry = Object.hasOwn(entries, rule.name) ? entries[rule.name] : undefined;
    return entry === undefined ? rule : changeRule(rule, entry, contextOf(rule.name));
  });
  const added = Object.entries(entries).flatMap(([name, entry]) => {
    if (base.some((rule) => rule.name === name)) return [];
    return ownRule(name, entry, contextOf(name)) ?? [];
  });
  return [...known, ...added];
}

/** As they hold for one server. Faults of the values themselves were told where the server was read. */
function rulesOf(
  name: string,
  entry: Node,
  all: readonly Rule[],
  shared: Omit<Place, 'server'>,
): readonly Rule[] {
  const base = all.map((rule) => {
    const isMeant = rule.servers === undefined || compileGlobs(rule.servers)(name);
    return isMeant ? rule : { ...rule, enabled: false };
  });
  const node = findNodeAtLocation(entry, ['alerts']);
  if (node === undefined) return base;
  const { found } = readBesideFaults(ServerAlerts, getNodeValue(node));
  if (found !== null) return mergeRules(base, found.rules, { ...shared, server: name });
  if (node.value !== false) return base;
  return base.map((rule) =>
    rule.scope === 'machine' ? rule : { ...rule, enabled: false, setForServer: ['enabled'] },
  );
}

function readChannels(found: Alerts, root: Node, report: Report): readonly ChannelSettings[] {
  const read = Object.entries(found.channels).map(([name, entry]) => {
    const path = ['alerts', 'channels', name];
    const type: unknown = findNodeAtLocation(root, [...path, 'type'])?.value;
    // A type that is none was told already, and left out of what was read.
    const isTold = type !== undefined && type !== entry.type;
    return readChannel(name, entry, isTold ? () => {} : complainAt(root, path, report));
  });
  const hasNative = read.some(({ name }) => name === NATIVE);
  return hasNative ? read : [...DEFAULT_ALERTS.channels, ...read];
}

function readQuietHours(found: Alerts['quietHours'], complain: Complain): QuietHoursSettings | null {
  if (found === null) return null;
  if (found.from === found.to) complain(['to'], 'must not be the same as "from"');
  const { from, to, days, except } = found;
  return { fromMinute: from, toMinute: to, days, except: except === 'none' ? null : except };
}

/** Complains at the value that is named, or at the key of the nearest that stands in the file. */
function complainAt(root: Node, path: readonly string[], report: Report): Complain {
  return (key, says) => {
    const steps = [...path, ...key];
    for (let length = steps.length; length > 0; length--) {
      const node = findNodeAtLocation(root, steps.slice(0, length));
      if (node === undefined) continue;
      const atKey = key.length === 0 ? node.parent?.children?.[0] : undefined;
      return report.error((atKey ?? node).offset, steps, says);
    }
    return report.error(root.offset, steps, says);
  };
}
