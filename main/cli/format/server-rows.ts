import type { ServerView } from '#contract/server.ts';
import { LAMP_GLYPHS } from '#contract/server-state.ts';
import type { Terminal } from '../terminal.ts';
import { lampPaint } from './lamp.ts';
import { remarksOn } from './status.ts';
import { formatTable } from './table.ts';

const COLUMNS = [
  { title: '', align: 'left' },
  { title: 'SERVER', align: 'left' },
  { title: 'STATE', align: 'left' },
] as const;

/** What a command made of servers: a line for each, and what there is to say of it. */
export function printServers(terminal: Terminal, servers: readonly ServerView[]): void {
  const rows = servers.map(({ lamp, name, state }) => {
    const paint = lampPaint(lamp, terminal.color);
    return [{ text: LAMP_GLYPHS[lamp], paint }, { text: name }, { text: state, paint }];
  });
  for (const line of formatTable(COLUMNS, rows)) terminal.print(line);
  for (const line of servers.flatMap(remarksOn)) terminal.print(line);
}
