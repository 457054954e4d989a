import type { ToolList, ToolView } from '#contract/tool.ts';
import { lampPaint } from '../lamp.ts';
import { plainText } from '../plain-text.ts';
import { formatTable } from '../table.ts';

const COLUMNS = [
  { title: 'TOOL', align: 'left' },
  { title: '', align: 'left' },
  { title: 'CLIENTS SEE', align: 'left' },
  { title: 'WHAT IT DOES', align: 'left' },
] as const;
const DESCRIPTION_LENGTH = 70;

/** What `signalbox tools` prints: each tool with its switch. */
export function formatTools({ server, known_since, tools }: ToolList, color: boolean): string[] {
  if (known_since === null) {
    return [`The tools of ${server} are not known yet: it has not run since it was configured.`];
  }
  if (tools.length === 0) return [`${server} has no tools.`];
  const rows = tools.map((tool) => [
    { text: plainText(tool.name) },
    { text: tool.enabled ? 'on' : 'off', paint: lampPaint(tool.enabled ? 'ok' : 'off', color) },
    { text: seenAs(tool) },
    { text: shortDescription(tool) },
  ]);
  const remarks = tools.flatMap(({ name, filter_reason }) =>
    filter_reason === null ? [] : [`${plainText(name)}: ${plainText(filter_reason)}`],
  );
  return [...formatTable(COLUMNS, rows), ...(remarks.length === 0 ? [] : ['', ...remarks])];
}

function seenAs({ enabled, exposed_name }: ToolView): string {
  return enabled ? plainText(exposed_name) : '–';
}

/** The first line, or as much of it as leaves the table a table. */
function shortDescription({ title, description }: ToolView): string {
  const [first = ''] = (title ?? description ?? '').split('\n');
  const text = plainText(first);
  return text.length <= DESCRIPTION_LENGTH ? text : `${text.slice(0, DESCRIPTION_LENGTH - 1)}…`;
}
