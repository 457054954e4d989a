import type { Command } from 'commander';
import type { ServerView } from '#contract/server.ts';
import { LAMP_GLYPHS } from '#contract/server-state.ts';
import { type Context, engineOf } from '../context.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import { lampPaint } from '../format/lamp.ts';
import { remarksOn } from '../format/status.ts';
import { formatTable } from '../format/table.ts';

type LifeCommand = 'start' | 'stop' | 'restart';

interface LifeOptions {
  readonly all?: true;
  readonly json?: true;
}

const DESCRIPTIONS: Readonly<Record<LifeCommand, string>> = {
  start: 'start servers, also those that were given up; returns once the start is under way',
  stop: 'stop servers; returns when nothing of them is left',
  restart: 'stop servers and start them again; returns once the start is under way',
};

const COLUMNS = [
  { title: '', align: 'left' },
  { title: 'SERVER', align: 'left' },
  { title: 'STATE', align: 'left' },
] as const;

/** `start`, `stop` and `restart`: the same words for three calls. */
export function addLifeCommands(program: Command, context: Context): void {
  for (const command of ['start', 'stop', 'restart'] as const) {
    program
      .command(command)
      .description(DESCRIPTIONS[command])
      .argument('[names...]', 'names of the servers, as in the configuration')
      .option('--all', 'all servers that are not disabled')
      .option('--json', 'print {"servers":[…]} for scripts')
      .addHelpText('after', `\nExample:\n  signalbox ${command} memory filesystem`)
      .action((names: string[], options: LifeOptions) => act(context, command, names, options));
  }
}

async function act(
  context: Context,
  command: LifeCommand,
  names: string[],
  options: LifeOptions,
): Promise<void> {
  if (names.length > 0 === (options.all === true)) {
    throw new CliError(`Name the servers to ${command}, or give --all.`, EXIT.badUsage);
  }
  const engine = await engineOf(context);
  const answer = await engine.call(command, { names: names.length > 0 ? names : ['*'] });
  const servers =
    names.length > 0 ? answer.servers.filter(({ name }) => names.includes(name)) : answer.servers;
  if (options.json === true) context.terminal.print(JSON.stringify({ servers }, null, 2));
  else printServers(context, servers);
  if (servers.some(({ state }) => !isAsWanted(command, state))) context.finish(EXIT.finding);
}

function printServers({ terminal }: Context, servers: readonly ServerView[]): void {
  const rows = servers.map(({ lamp, name, state }) => {
    const paint = lampPaint(lamp, terminal.color);
    return [{ text: LAMP_GLYPHS[lamp], paint }, { text: name }, { text: state, paint }];
  });
  for (const line of formatTable(COLUMNS, rows)) terminal.print(line);
  for (const line of servers.flatMap(remarksOn)) terminal.print(line);
}

function isAsWanted(command: LifeCommand, state: ServerView['state']): boolean {
  return command === 'stop' ? state === 'stopped' : state !== 'failed' && state !== 'stopped';
}
