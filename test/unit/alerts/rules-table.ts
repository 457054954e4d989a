import type { Condition, Rule } from '#engine/configuration/configuration.ts';

/** The rows of the table in docs/alerts.md, as the rules are. */
export function rulesTable(rules: readonly Rule[]): string[] {
  return rules.map(({ name, condition, unit, forMs, severity, worse, signal, explainedBy }) => {
    const more =
      worse === null
        ? ''
        : `; ${worse.severity} at ${figure(worse.at, unit)}${worse.forMs > 0 ? ` for ${span(worse.forMs)}` : ''}`;
    const why = explainedBy.length === 0 ? '' : explainedBy.map((rule) => `\`${rule}\``).join(', ');
    const held = forMs === 0 ? 'at once' : span(forMs);
    return `| \`${name}\` | ${severity}${more} | ${when(signal, condition, unit)} | ${held} | ${why} |`;
  });
}

function when(signal: string, condition: Condition, unit: Rule['unit']): string {
  if (condition.kind === 'above' && unit === 'none' && condition.enter === 1) return `\`${signal}\``;
  if (condition.kind === 'above' || condition.kind === 'below') {
    const sign = condition.kind === 'above' ? '≥' : '≤';
    const back = condition.kind === 'above' ? '<' : '>';
    const exit = condition.exit === condition.enter ? '' : `, until ${back} ${figure(condition.exit, unit)}`;
    return `\`${signal}\` ${sign} ${figure(condition.enter, unit)}${exit}`;
  }
  if (condition.kind === 'rise') {
    return `\`${signal}\` rises by ${figure(condition.by, unit)} within ${span(condition.windowMs)}`;
  }
  return condition.kind === 'absent' ? `\`${signal}\` is unknown while it runs` : '`pattern`';
}

function figure(value: number, unit: Rule['unit']): string {
  if (unit === 'percent') return `${value} %`;
  if (unit === 'seconds') return span(value * 1000);
  if (unit === 'bytes')
    return value % 1_000_000 === 0 ? `${value / 1_000_000} MB` : `${value / 1024 ** 3} GiB`;
  return String(value);
}

function span(ms: number): string {
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000} h`;
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1000} s`;
}
