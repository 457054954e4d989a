import type { Command } from 'commander';
import { type Context, engineOf } from '../context.ts';
import { formatServerDetail } from '../format/one-server/server-detail.ts';
import { formatStatus } from '../format/status.ts';

export function addStatus(program: Command, context: Context): void {
  program
    .command('status')
    .description('show every server: state, health, figures; or all that there is to know of one')
    .argument('[name]', 'name of a server: its reason, next step, processes, limits, executable, policy')
    .option(
      '--json',
      'print {"servers":[…],"runtime":{…}} for scripts; of one server {"server","processes","events",…}',
    )
    .addHelpText(
      'after',
      "\nExample:\n  signalbox status memory\n  signalbox status --json | jq '.servers[] | {name, state, pid}'",
    )
    .action((name: string | undefined, options: { json?: true }) =>
      name === undefined
        ? status(context, options.json === true)
        : statusOfOne(context, name, options.json === true),
    );
}

async function status(context: Context, json: boolean): Promise<void> {
  const { terminal } = context;
  const snapshot = await (await engineOf(context)).call('snapshot', {});
  const { servers, engine } = snapshot;
  if (json) terminal.print(JSON.stringify({ servers, runtime: engine.runtime }, null, 2));
  else for (const line of formatStatus(snapshot, terminal.color)) terminal.print(line);
}

async function statusOfOne(context: Context, name: string, json: boolean): Promise<void> {
  const { terminal } = context;
  const engine = await engineOf(context);
  const detail = await engine.call('server', { name });
  if (json) {
    terminal.print(JSON.stringify(detail, null, 2));
    return;
  }
  const { shell_path } = (await engine.call('snapshot', {})).engine;
  for (const line of formatServerDetail(detail, shell_path, context.now(), terminal.color))
    terminal.print(line);
}
