import type { AlertType, Severity } from '#contract/alert.ts';
import type { AlertRule, RuleCondition, RuleRemedy, RuleSettings } from '#contract/alert-rule.ts';
import { SIGNALS, type SignalName } from '#contract/alert-signal.ts';
import { figureInFile, isYesOrNo, timeInFile } from '../../../format/rule-words.ts';

export type RuleKind = RuleCondition['kind'];

/** A rule as it stands in the form: texts as a person types them, in the words of the file. */
export interface RuleDraft {
  readonly kind: RuleKind;
  /** Of `above`, `below` and `rise`. */
  readonly figure: string;
  readonly exit: string;
  readonly pattern: string;
  readonly count: string;
  readonly within: string;
  readonly holds: string;
  readonly severity: Severity;
  readonly worseAt: string;
  readonly worseFor: string;
  readonly worseSeverity: Severity;
  readonly notify: boolean;
  /** Null for those that take its severity. */
  readonly channels: readonly string[] | null;
  readonly remedy: RuleRemedy['do'] | 'none';
  readonly command: string;
  /** One on each line. */
  readonly args: string;
  readonly maxPerHour: string;
  /** With commas between them. */
  readonly servers: string;
  /** Of a rule of one's own. */
  readonly name: string;
  readonly title: string;
  readonly type: AlertType;
  readonly signal: string;
}

/** The key of the file that says when a rule of a kind holds. */
const KEY_OF: Readonly<Record<RuleKind, string>> = {
  above: 'above',
  below: 'below',
  rise: 'rise',
  absent: 'absent',
  log: 'pattern',
};
const CONDITION_KEYS = [...Object.values(KEY_OF), 'exit', 'within', 'count'];

export function draftOf(rule: AlertRule): RuleDraft {
  const { condition, unit, worse, remedy } = rule;
  const windowS = 'window_seconds' in condition ? condition.window_seconds : 300;
  return {
    kind: condition.kind,
    figure: figureOf(condition, unit),
    exit: 'exit' in condition ? figureInFile(condition.exit, unit) : '',
    pattern: condition.kind === 'log' ? condition.pattern : '',
    count: condition.kind === 'log' ? String(condition.count) : '1',
    within: timeInFile(windowS),
    holds: timeInFile(rule.for_seconds),
    severity: rule.severity,
    worseAt: worse === null ? '' : figureInFile(worse.at, unit),
    worseFor: worse === null ? '0s' : timeInFile(worse.for_seconds),
    worseSeverity: worse?.severity ?? 'critical',
    notify: rule.notify,
    channels: rule.channels,
    remedy: remedy?.do ?? 'none',
    command: remedy?.command ?? '',
    args: (remedy?.args ?? []).join('\n'),
    maxPerHour: String(remedy?.max_per_hour ?? 2),
    servers: rule.servers.join(', '),
    name: rule.name,
    title: rule.title,
    type: rule.type,
    signal: rule.signal,
  };
}

/** What a new rule of one's own begins as. */
export const NEW_RULE: AlertRule = {
  name: '',
  title: '',
  type: 'custom',
  scope: 'server',
  signal: 'memory_bytes',
  unit: 'bytes',
  condition: { kind: 'above', enter: 2_000_000_000, exit: 1_800_000_000 },
  for_seconds: 60,
  severity: 'warning',
  worse: null,
  enabled: true,
  notify: true,
  channels: null,
  remedy: null,
  servers: ['*'],
  own: true,
  set: [],
  set_for_server: [],
  servers_that_differ: [],
};

/** All that a new rule says; null is left to its defaults. */
export function newSettings(draft: RuleDraft): RuleSettings {
  const base = { ...draftOf(NEW_RULE), title: '', servers: '*', holds: '', severity: null };
  const looksAt = draft.kind === 'log' ? {} : { signal: draft.signal };
  const named = draft.title.trim() === '' ? {} : { title: draft.title.trim() };
  const typed = draft.type === 'custom' ? {} : { type: draft.type };
  const isFlag = unitOf(draft.signal) === 'none' && isKnownFlag(draft.signal);
  return { ...looksAt, ...named, ...typed, ...(isFlag ? {} : conditionOf(draft)), ...others(draft, base) };
}

/** What a change of a rule says: only what differs from the rule as it is. Empty where nothing does. */
export function changedSettings(rule: AlertRule, draft: RuleDraft): RuleSettings {
  const before = draftOf(rule);
  const isSame = JSON.stringify(conditionOf(before)) === JSON.stringify(conditionOf(draft));
  const isFlag = isYesOrNo(rule) && draft.kind === 'above';
  const condition = isSame || isFlag ? {} : conditionChange(before, draft);
  return { ...condition, ...others(draft, before) };
}

/** Where it ends moves with where it begins, unless somebody says where. */
function conditionChange(before: RuleDraft, draft: RuleDraft): RuleSettings {
  const isSameKind = draft.kind === before.kind;
  const was = isSameKind ? conditionOf(before) : {};
  const now = conditionOf(draft);
  const changed = Object.entries(now).filter(([key, value]) => value !== was[key]);
  const gone = isSameKind ? Object.keys(was) : CONDITION_KEYS;
  const taken = gone.filter((key) => !(key in now)).map((key) => [key, null]);
  const moves = isSameKind && draft.figure !== before.figure && draft.exit === before.exit;
  return {
    ...Object.fromEntries([...taken, ...changed]),
    ...(moves && 'exit' in now ? { exit: null } : {}),
  };
}

function conditionOf({ kind, figure, exit, pattern, count, within }: RuleDraft): RuleSettings {
  switch (kind) {
    case 'above':
    case 'below':
      return { [kind]: numberOr(figure), ...(exit.trim() === '' ? {} : { exit: numberOr(exit) }) };
    case 'rise':
      return { rise: numberOr(figure), within: numberOr(within) };
    case 'absent':
      return { absent: true };
    case 'log':
      return { pattern, count: numberOr(count), within: numberOr(within) };
    default:
      return kind satisfies never;
  }
}

type Base = Omit<RuleDraft, 'severity'> & { readonly severity: Severity | null };

function others(draft: RuleDraft, before: Base): RuleSettings {
  const settings: Record<string, unknown> = {};
  if (draft.holds !== before.holds) settings['for'] = numberOr(draft.holds);
  if (draft.severity !== before.severity) settings['severity'] = draft.severity;
  if (worseOf(draft) !== worseOf(before)) settings['worse'] = worseIn(draft);
  if (draft.notify !== before.notify) settings['notify'] = draft.notify;
  if (JSON.stringify(draft.channels) !== JSON.stringify(before.channels))
    settings['channels'] = draft.channels;
  if (remedyOf(draft) !== remedyOf(before)) settings['remedy'] = remedyIn(draft);
  if (draft.servers.trim() !== before.servers.trim()) settings['servers'] = serversIn(draft.servers);
  return settings;
}

type Worse = Pick<RuleDraft, 'worseAt' | 'worseFor' | 'worseSeverity'>;

function worseIn({ worseAt, worseFor, worseSeverity }: Worse): unknown {
  if (worseAt.trim() === '') return false;
  return { at: numberOr(worseAt), for: numberOr(worseFor), severity: worseSeverity };
}

function worseOf(draft: Worse): string {
  return JSON.stringify(worseIn(draft));
}

type Remedy = Pick<RuleDraft, 'remedy' | 'command' | 'args' | 'maxPerHour'>;

function remedyIn({ remedy, command, args, maxPerHour }: Remedy): unknown {
  if (remedy === 'none') return false;
  const lines = args.split('\n').filter((line) => line !== '');
  const run =
    remedy === 'run' ? { command: command.trim(), ...(lines.length === 0 ? {} : { args: lines }) } : {};
  return { do: remedy, ...run, maxPerHour: numberOr(maxPerHour) };
}

function remedyOf(draft: Remedy): string {
  return JSON.stringify(remedyIn(draft));
}

function serversIn(text: string): string[] | null {
  const names = text.split(',').map((name) => name.trim());
  const known = names.filter((name) => name !== '');
  return known.length === 0 || known.includes('*') ? null : known;
}

/** A plain number is a number in the file; with a unit it is a text. */
function numberOr(text: string): number | string {
  const plain = text.trim();
  return /^-?\d+(?:\.\d+)?$/.test(plain) ? Number(plain) : plain;
}

function figureOf(condition: RuleCondition, unit: AlertRule['unit']): string {
  if (condition.kind === 'rise') return figureInFile(condition.by, unit);
  return 'enter' in condition ? figureInFile(condition.enter, unit) : '';
}

/** Of what a rule looks at; a server's own metrics have none. */
export function unitOf(signal: string): AlertRule['unit'] {
  return isSignal(signal) ? SIGNALS[signal].unit : 'none';
}

export function isSignal(signal: string): signal is SignalName {
  return Object.hasOwn(SIGNALS, signal);
}

/** Of the signals without a unit, those that are no multiple of something are yes or no. */
export function isKnownFlag(signal: string): boolean {
  return isSignal(signal) && SIGNALS[signal].unit === 'none' && !signal.endsWith('_times_usual');
}

/** At which key of the rule a refusal points, and what it says of it. Null points at the rule as a whole. */
export function pointed(
  message: string,
  rule: string,
): { readonly key: string | null; readonly says: string } {
  const at = message.indexOf(`.rules.${rule}`);
  if (at === -1) return { key: null, says: message };
  const rest = message.slice(at + `.rules.${rule}`.length);
  const found = /^\.([a-zA-Z]+)((?:\.[a-zA-Z0-9]+)*) (.*)$/s.exec(rest);
  if (found === null) return { key: null, says: `It${rest}` };
  // Which item of a list it is shows in what is said of it.
  const inner = (found[2] ?? '').replaceAll(/\.\d+(?=\.|$)/g, '').replace(/^\./, '');
  return { key: found[1] ?? null, says: `${inner === '' ? '' : `${inner} `}${found[3] ?? ''}` };
}
