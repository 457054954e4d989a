import type { Command } from 'commander';
import { type Context, engineOf } from '../context.ts';
import { printServers } from '../format/server-rows.ts';

export function addFreePort(program: Command, context: Context): void {
  program
    .command('free-port')
    .description(
      'end what holds the port of a local HTTP server, if Signalbox started it, and start the server',
    )
    .argument('<name>', 'name of the server')
    .option('--json', 'print {"servers":[…]} for scripts')
    .addHelpText('after', '\nExample:\n  signalbox free-port browser')
    .action((name: string, options: { json?: true }) => freePort(context, name, options.json === true));
}

async function freePort(context: Context, name: string, json: boolean): Promise<void> {
  const { terminal } = context;
  const answer = await (await engineOf(context)).call('free-port', { name });
  const servers = answer.servers.filter((server) => server.name === name);
  if (json) terminal.print(JSON.stringify({ servers }, null, 2));
  else printServers(terminal, servers);
}
