import type { Command } from 'commander';
import { sayPlan } from '#contract/say-plan.ts';
import { type Context, engineOf } from '../../context.ts';

export function addReload(config: Command, context: Context): void {
  config
    .command('reload')
    .description('read the file now; a broken one is refused, and the last good one keeps running')
    .option('--json', 'print {"plan":{…}} for scripts')
    .addHelpText('after', '\nExample:\n  signalbox config reload')
    .action((options: { json?: true }) => reload(context, options.json === true));
}

async function reload(context: Context, json: boolean): Promise<void> {
  const { plan } = await (await engineOf(context)).call('reload', {});
  if (json) context.terminal.print(JSON.stringify({ plan }, null, 2));
  else context.terminal.note(`Applied: ${sayPlan(plan)}.`);
}
