import type { Command } from 'commander';
import { type Context, engineOf } from '../../context.ts';

interface Options {
  readonly reason?: string;
  readonly json?: true;
}

export function addBackup(config: Command, context: Context): void {
  config
    .command('backup')
    .description('put the configuration file as it is aside; each change does so too')
    .option('--reason <text>', 'kept in the history')
    .option('--json', 'print {"version":…} for scripts')
    .addHelpText('after', '\nExample:\n  signalbox config backup --reason "before the update"')
    .action((options: Options) => backup(context, options));
}

async function backup(context: Context, { reason, json }: Options): Promise<void> {
  const { terminal } = context;
  const engine = await engineOf(context);
  const kept = await engine.call('backup-configuration', reason === undefined ? {} : { reason });
  terminal.print(json === true ? JSON.stringify(kept, null, 2) : kept.version);
}
