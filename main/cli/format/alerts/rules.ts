import type { AlertRule, RulePreview } from '#contract/alert-rule.ts';
import { formatDuration, formatMemory, formatMs } from '../figures.ts';
import { localTime } from '../local-time.ts';
import { plainText } from '../plain-text.ts';
import { type Column, formatTable } from '../table.ts';
import { severityCell } from './alerts.ts';

const COLUMNS = ['RULE', 'SEVERITY', 'WHEN', 'FOR', 'NOTES'].map(
  (title): Column => ({ title, align: 'left' }),
);

export function formatRules(rules: readonly AlertRule[], color: boolean): string[] {
  const rows = rules.map((rule) => [
    { text: rule.name },
    severityCell(rule.severity, color),
    { text: plainText(conditionOf(rule)) },
    { text: rule.for_seconds === 0 ? 'at once' : formatDuration(rule.for_seconds) },
    { text: notesOf(rule) },
  ]);
  return formatTable(COLUMNS, rows);
}

function conditionOf({ condition, signal, unit }: AlertRule): string {
  const say = (value: number): string => figure(value, unit);
  switch (condition.kind) {
    case 'above':
    case 'below':
      if (unit === 'none' && condition.enter === 1 && condition.exit === 1) return signal;
      return sayThreshold(condition, signal, say);
    case 'rise':
      return `${signal} rises by ${say(condition.by)} in ${formatDuration(condition.window_seconds)}`;
    case 'absent':
      return `${signal} is missing`;
    case 'log':
      return `${condition.count} log lines like ${condition.pattern} in ${formatDuration(condition.window_seconds)}`;
    default:
      return condition satisfies never;
  }
}

/** As the window says it: the figure itself counts. */
function sayThreshold(
  { kind, enter, exit }: { readonly kind: 'above' | 'below'; readonly enter: number; readonly exit: number },
  signal: string,
  say: (value: number) => string,
): string {
  const [way, back] = kind === 'above' ? ['up', 'below'] : ['down', 'above'];
  return `${signal} from ${say(enter)} ${way}${exit === enter ? '' : `, until ${back} ${say(exit)}`}`;
}

function figure(value: number, unit: AlertRule['unit']): string {
  switch (unit) {
    case 'percent':
      return `${value} %`;
    case 'bytes':
      return formatMemory(value);
    case 'milliseconds':
      return formatMs(value);
    case 'seconds':
      return formatDuration(value);
    case 'count':
    case 'none':
      return String(value);
    default:
      return unit satisfies never;
  }
}

function notesOf(rule: AlertRule): string {
  const notes = [
    ...(rule.enabled ? [] : ['off']),
    ...(rule.worse === null ? [] : [`${rule.worse.severity} from ${figure(rule.worse.at, rule.unit)}`]),
    ...(rule.notify || rule.severity === 'info' ? [] : ['nobody is notified']),
    ...(rule.own ? ['your own'] : rule.set.length > 0 || rule.set_for_server.length > 0 ? ['changed'] : []),
    ...(rule.servers_that_differ.length === 0 ? [] : [`other for ${rule.servers_that_differ.join(', ')}`]),
  ];
  return notes.join('; ');
}

export function formatPreview({ sentence, firings }: RulePreview): string[] {
  return [
    plainText(sentence),
    ...firings.map(({ at, until }) => {
      const from = localTime(new Date(at)).slice(0, 19);
      if (until === null) return `  ${from}, and would still fire`;
      return `  ${from}, for ${formatDuration((Date.parse(until) - Date.parse(at)) / 1_000)}`;
    }),
  ];
}
