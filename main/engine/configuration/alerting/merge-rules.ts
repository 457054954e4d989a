import { SEVERITIES, type Severity } from '#contract/alert.ts';
import { SIGNAL_NAMES, SIGNALS, type SignalName } from '#contract/alert-signal.ts';
import { nearest, quoted } from '../reading/wording.ts';
import type { RuleEntry } from '../versions/alert-keys.ts';
import { CONDITION_KEYS, type Complain, conditionOf } from './condition-of.ts';
import { readFigure, writeFigure } from './read-figure.ts';
import type { Condition, Remedy, Rule, Signal } from './rule.ts';

type Entry = NonNullable<RuleEntry>;

/** What rules may name, and who is told what is wrong with one. */
export interface RuleContext {
  readonly complain: Complain;
  readonly channels: ReadonlySet<string>;
  /** All rules that there are, where this one stands. */
  readonly rules: ReadonlySet<string>;
  /** Null where it holds for all servers. */
  readonly server: string | null;
}

/** A rule as an entry of the file changes it. What is wrong is told, and then left as it was. */
export function changeRule(rule: Rule, entry: RuleEntry, context: RuleContext): Rule {
  const { complain, server } = context;
  if (rule.scope === 'machine' && server !== null) {
    complain([], `looks at the machine, not at a server: it stands in alerts.rules`);
    return rule;
  }
  const set = (keys: readonly string[]): Pick<Rule, 'set' | 'setForServer'> =>
    server === null ? { set: keys, setForServer: [] } : { set: rule.set, setForServer: keys };
  if (entry === null) return { ...rule, enabled: false, ...set(['enabled']) };
  for (const key of ['signal', 'title', 'type'] as const) {
    const isItsOwn = rule.own && rule.set.length === 0 && rule.setForServer.length === 0;
    if (entry[key] === undefined || isItsOwn) continue;
    complain([key], `has no place here: it is what ${rule.own ? 'the rule itself' : 'Signalbox'} says`);
  }
  if (isYesOrNo(rule)) {
    const key = [...CONDITION_KEYS, 'exit' as const].find((one) => entry[one] !== undefined);
    if (key !== undefined) complain([key], `has no meaning here: ${quoted(rule.signal)} is yes or no`);
  }
  const condition = conditionOf(entry, rule.condition, rule.unit, complain) ?? rule.condition;
  const severity = entry.severity ?? rule.severity;
  return {
    ...rule,
    condition,
    severity,
    forMs: entry.for ?? rule.forMs,
    worse: worseOf(rule, entry, { condition, severity }, complain),
    enabled: entry.enabled ?? rule.enabled,
    notify: entry.notify ?? rule.notify,
    channels: entry.channels === undefined ? rule.channels : knownChannels(entry.channels, context),
    remedy: remedyOf(rule, entry, complain),
    explainedBy:
      entry.explainedBy === undefined ? rule.explainedBy : knownRules(rule, entry.explainedBy, context),
    ...serversOf(rule, entry, context),
    ...set(Object.keys(entry).filter((key) => entry[key as keyof Entry] !== undefined)),
  };
}

/** A rule that a person wrote; null, and told, where it does not say what it looks at, or when it holds. */
export function ownRule(name: string, entry: RuleEntry, context: RuleContext): Rule | null {
  const { complain } = context;
  if (entry?.signal === undefined && entry?.pattern === undefined) {
    const meant = nearest(
      name,
      [...context.rules].filter((other) => other !== name),
    );
    const hint = meant === undefined ? '' : `; did you mean ${quoted(meant)}?`;
    complain([], `is no rule that Signalbox brings; a rule of your own names its "signal"${hint}`);
    return null;
  }
  if (entry.signal !== undefined && entry.pattern !== undefined) {
    complain(['signal'], 'has no meaning beside "pattern", which looks at the log: take one out');
    return null;
  }
  const signal = entry.signal === undefined ? LOG_SIGNAL : signalOf(entry.signal, complain);
  if (signal === null) return null;
  const facts = isKnown(signal) ? SIGNALS[signal] : CUSTOM;
  const bare = { signal, unit: facts.unit, own: true, condition: YES };
  const isFlag = isYesOrNo(bare);
  // What it says of a yes or no, changeRule tells.
  const condition = isFlag ? YES : conditionOf(entry, null, facts.unit, () => {});
  if (condition === null && !CONDITION_KEYS.some((key) => entry[key] !== undefined)) {
    complain([], 'needs to say when it holds: "above", "below", "rise", "absent" or "pattern"');
    return null;
  }
  const started: Rule = {
    name,
    title: entry.title ?? name,
    type: entry.type ?? (entry.pattern === undefined ? 'custom' : 'logs'),
    scope: facts.scope,
    ...bare,
    condition: condition ?? YES,
    forMs: 0,
    severity: 'warning',
    worse: null,
    enabled: true,
    notify: true,
    channels: null,
    remedy: null,
    explainedBy: [],
    set: [],
    setForServer: [],
  };
  // From nothing, so that what is wrong is told once.
  return changeRule(started, entry, context);
}

/** Rules of patterns look at the lines themselves; this one gives them their unit. */
const LOG_SIGNAL: SignalName = 'log_errors_5m';
const CUSTOM = { scope: 'server', unit: 'none' } as const;
const YES: Condition = { kind: 'above', enter: 1, exit: 1 };

const FLAGS: ReadonlySet<Signal> = new Set<SignalName>([
  'down',
  'crash_looping',
  'failed',
  'hung',
  'unmeasured',
  'memory_leak',
  'breaker_open',
  'offline',
  'configuration_broken',
  'machine_trouble',
  'engine_trouble',
]);

function isYesOrNo({ signal }: Pick<Rule, 'signal'>): boolean {
  return FLAGS.has(signal);
}

function isKnown(signal: Signal): signal is SignalName {
  return Object.hasOwn(SIGNALS, signal);
}

function signalOf(text: string, complain: Complain): Signal | null {
  const known = SIGNAL_NAMES.find((name) => name === text);
  if (known !== undefined) return known;
  if (/^custom:[a-zA-Z_:]/.test(text)) return `custom:${text.slice('custom:'.length)}`;
  const meant = nearest(text, SIGNAL_NAMES);
  const hint = meant === undefined ? '' : `; did you mean ${quoted(meant)}?`;
  const says = `is nothing that rules can look at: a signal such as "memory_bytes", or "custom:<metric>"${hint}`;
  complain(['signal'], says);
  return null;
}

/** What the file does not say of it moves with what it says, so that it stays the worse. */
function worseOf(
  rule: Rule,
  entry: Entry,
  { condition, severity }: Pick<Rule, 'condition' | 'severity'>,
  complain: Complain,
): Rule['worse'] {
  const { worse } = entry;
  if (worse === null) return null;
  const hasFigure = condition.kind === 'above' || condition.kind === 'below';
  if (worse !== undefined && (!hasFigure || isYesOrNo(rule))) {
    complain(['worse'], 'has no meaning here: only a figure above or below a limit gets worse');
    return null;
  }
  if (!hasFigure) return null;
  const isAbove = condition.kind === 'above';
  const isSameSide = rule.condition.kind === condition.kind;
  const was = isSameSide ? rule.worse : null;
  const read = worse?.at === undefined ? null : readFigure(worse.at, rule.unit);
  if (read !== null && !('is' in read)) {
    complain(['worse', 'at'], read.message);
    return was;
  }
  const at = read?.is ?? was?.at;
  if (at === undefined) {
    if (worse !== undefined) complain(['worse'], 'needs "at": the figure from which on it is worse');
    return null;
  }
  const isMilder = isAbove ? at < condition.enter : at > condition.enter;
  if (read !== null && isMilder) {
    const write = (value: number) => writeFigure(value, rule.unit);
    const side = isAbove ? 'below' : 'above';
    const says = `must not be ${side} what the alert begins at: ${write(at)} is ${side} ${write(condition.enter)}`;
    complain(['worse', 'at'], says);
  }
  const rank = (one: Severity) => SEVERITIES.indexOf(one);
  const next = SEVERITIES[rank(severity) + 1];
  const worst = worse?.severity ?? was?.severity ?? next;
  if (worst === undefined || rank(worst) <= rank(severity)) {
    if (worse?.severity !== undefined) {
      complain(['worse', 'severity'], `must be above the rule's own, which is ${quoted(severity)}`);
    } else if (worse !== undefined) complain(['worse'], `needs a "severity" above ${quoted(severity)}`);
    return null;
  }
  return { at: isMilder ? condition.enter : at, forMs: worse?.for ?? was?.forMs ?? 0, severity: worst };
}

function remedyOf(rule: Rule, { remedy }: Entry, complain: Complain): Remedy | null {
  if (remedy === undefined) return rule.remedy;
  if (remedy === null) return null;
  const { do: what, command, args, maxPerHour } = remedy;
  if (rule.scope === 'machine' && what !== 'run') {
    complain(
      ['remedy', 'do'],
      `must be "run": this rule looks at the machine, so there is no server for ${quoted(what)}`,
    );
  }
  if (what === 'run' && command === undefined) complain(['remedy'], 'needs a "command" to run');
  if (what !== 'run' && command !== undefined) {
    complain(['remedy', 'command'], `is not used by ${quoted(what)}: only "run" runs one`);
  }
  return { do: what, command: what === 'run' ? (command ?? '') : null, args, maxPerHour };
}

function knownChannels(names: readonly string[], { channels, complain }: RuleContext): readonly string[] {
  for (const [index, name] of names.entries()) {
    if (!channels.has(name)) complain(['channels', index], unknown(name, 'channel', channels));
  }
  return names;
}

function knownRules(
  rule: Rule,
  names: readonly string[],
  { rules, complain }: RuleContext,
): readonly string[] {
  for (const [index, name] of names.entries()) {
    const at = ['explainedBy', index];
    if (name === rule.name) complain(at, 'is the rule itself, which explains nothing');
    else if (!rules.has(name)) complain(at, unknown(name, 'rule', rules));
  }
  return names;
}

function unknown(name: string, what: string, known: ReadonlySet<string>): string {
  const meant = nearest(name, [...known]);
  const hint = meant === undefined ? '' : `; did you mean ${quoted(meant)}?`;
  return `names ${quoted(name)}, but there is no such ${what}${hint}`;
}

function serversOf(rule: Rule, { servers }: Entry, { server, complain }: RuleContext): Pick<Rule, 'servers'> {
  if (servers === undefined) return {};
  if (server !== null || rule.scope === 'machine') {
    const why = server === null ? 'this rule looks at the machine' : 'this entry is of one server';
    complain(['servers'], `has no meaning here: ${why}`);
    return {};
  }
  return { servers };
}
