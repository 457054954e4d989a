import type { Command } from 'commander';
import { type Context, engineOf } from '../context.ts';
import { formatStatus } from '../format/status.ts';

export function addStatus(program: Command, context: Context): void {
  program
    .command('status')
    .description('show every server: state, health, figures')
    .option('--json', 'print {"servers":[…]} for scripts')
    .addHelpText('after', "\nExample:\n  signalbox status --json | jq '.servers[] | {name, state, pid}'")
    .action((options: { json?: true }) => status(context, options.json === true));
}

async function status(context: Context, json: boolean): Promise<void> {
  const { terminal } = context;
  const snapshot = await (await engineOf(context)).call('snapshot', {});
  if (json) terminal.print(JSON.stringify({ servers: snapshot.servers }, null, 2));
  else for (const line of formatStatus(snapshot, terminal.color)) terminal.print(line);
}
