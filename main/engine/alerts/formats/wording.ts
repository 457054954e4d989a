import type { Severity } from '#contract/alert.ts';
import type { Notification } from '../notification.ts';

const COLOURS: Readonly<Record<Severity, number>> = {
  info: 0x4c8dd6,
  warning: 0xd9a21b,
  error: 0xd9541e,
  critical: 0xc4232b,
};
const WELL = 0x2f9e63;

/** RGB. What is over is green, however bad it was. */
export function colourOf(kind: Notification['kind'], severity: Severity): number {
  if (kind === 'resolved') return WELL;
  return kind === 'summary' || kind === 'test' ? COLOURS.info : COLOURS[severity];
}

/** "critical", "resolved", "summary": what a subject begins with. */
export function kindWord(kind: Notification['kind'], severity: Severity): string {
  switch (kind) {
    case 'firing':
      return severity;
    case 'worse':
      return `worse: ${severity}`;
    case 'resolved':
    case 'summary':
    case 'test':
      return kind;
    default:
      return kind satisfies never;
  }
}

/** At most so many UTF-16 units, by which receivers count; the last is an ellipsis where something was cut off. */
export function cut(text: string, most: number): string {
  return text.length <= most
    ? text
    : `${text
        .slice(0, most - 1)
        .toWellFormed()
        .replace(/\uFFFD$/, '')}…`;
}
