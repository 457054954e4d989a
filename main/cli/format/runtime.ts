import type { RuntimeFacts } from '#contract/runtime-facts.ts';
import { plainText } from './plain-text.ts';

const STARTED_BY: Readonly<Record<RuntimeFacts['started_by'], string>> = {
  'mcp-client': 'by an AI client',
  terminal: 'from a terminal',
  desktop: 'as the desktop app',
  service: 'as a service',
  other: 'by another program',
};

/** "Started from a terminal (a terminal is attached), production (…)", and the defaults that are other for that. */
export function formatRuntime({ started_by, mode, why, defaults }: RuntimeFacts): string[] {
  const [start, ofMode] = why;
  const because = (text: string | undefined) => (text === undefined ? '' : ` (${plainText(text)})`);
  const line = `Started ${STARTED_BY[started_by]}${because(start)}, in ${mode}${because(ofMode)}.`;
  const changed = Object.entries(defaults).map(([key, value]) => `${key} is ${JSON.stringify(value)}`);
  return changed.length === 0 ? [line] : [line, `Defaults for that: ${plainText(changed.join(', '))}.`];
}
