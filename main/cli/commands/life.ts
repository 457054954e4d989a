import type { Command } from 'commander';
import type { ServerView } from '#contract/server.ts';
import { type Context, engineOf } from '../context.ts';
import type { EngineClient } from '../engine-client.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import { printServers } from '../format/server-rows.ts';

type LifeCommand = 'start' | 'stop' | 'restart';

interface LifeOptions {
  readonly all?: true;
  readonly down?: true;
  readonly json?: true;
}

const DESCRIPTIONS: Readonly<Record<LifeCommand, string>> = {
  start: 'start servers, also those that were given up; returns once the start is under way',
  stop: 'stop servers; returns when nothing of them is left',
  restart: 'stop servers and start them again; returns once the start is under way',
};

/** `start`, `stop` and `restart`: the same words for three calls. */
export function addLifeCommands(program: Command, context: Context): void {
  for (const command of ['start', 'stop', 'restart'] as const) {
    const added = program
      .command(command)
      .description(DESCRIPTIONS[command])
      .argument('[names...]', 'names of the servers, as in the configuration')
      .option('--all', 'all servers that are not disabled')
      .option('--json', 'print {"servers":[…]} for scripts')
      .addHelpText('after', `\nExample:\n  signalbox ${command} memory filesystem`)
      .action((names: string[], options: LifeOptions) => act(context, command, names, options));
    if (command !== 'stop') {
      added.option('--down', 'all that went down: failed, crash-looping or waiting for their next start');
    }
  }
}

async function act(
  context: Context,
  command: LifeCommand,
  names: string[],
  options: LifeOptions,
): Promise<void> {
  if ([names.length > 0, options.all, options.down].filter(Boolean).length !== 1) {
    const choice = command === 'stop' ? 'give --all' : 'give --down or --all';
    throw new CliError(`Name the servers to ${command}, or ${choice}.`, EXIT.badUsage);
  }
  const engine = await engineOf(context);
  const chosen = options.down === true ? await downNames(engine) : names.length > 0 ? names : ['*'];
  if (chosen.length === 0) {
    if (options.json === true) context.terminal.print(JSON.stringify({ servers: [] }, null, 2));
    else context.terminal.note('No server is down.');
    return;
  }
  const answer = await engine.call(command, { names: chosen });
  const servers =
    options.all === true ? answer.servers : answer.servers.filter(({ name }) => chosen.includes(name));
  if (options.json === true) context.terminal.print(JSON.stringify({ servers }, null, 2));
  else printServers(context.terminal, servers);
  if (servers.some(({ state }) => !isAsWanted(command, state))) context.finish(EXIT.finding);
}

/** Wanted, and without a process. One that its owner stopped is not down. */
const DOWN: ReadonlySet<ServerView['state']> = new Set(['backing-off', 'crash-looping', 'failed']);

async function downNames(engine: EngineClient): Promise<string[]> {
  const { servers } = await engine.call('snapshot', {});
  return servers.filter(({ state }) => DOWN.has(state)).map(({ name }) => name);
}

function isAsWanted(command: LifeCommand, state: ServerView['state']): boolean {
  return command === 'stop' ? state === 'stopped' : state !== 'failed' && state !== 'stopped';
}
