import type { Command } from 'commander';
import { type Context, engineOf } from '../../context.ts';
import { formatValueChanges } from '../../format/configuration-changes.ts';
import { findVersion, VERSION_HELP } from './find-version.ts';

interface Options {
  readonly before?: true;
  readonly json?: true;
}

export function addDiff(config: Command, context: Context): void {
  config
    .command('diff')
    .description('show what going back to a version would change, value by value')
    .argument('<version>', VERSION_HELP)
    .option('--before', 'what the file was before the change of that number, not after it')
    .option('--json', 'print {"version":…,"changes":[…]} for scripts')
    .addHelpText('after', '\nExample:\n  signalbox config diff 12 --before')
    .action((version: string, options: Options) => diff(context, version, options));
}

async function diff(context: Context, given: string, { before, json }: Options): Promise<void> {
  const { terminal } = context;
  const engine = await engineOf(context);
  const version = await findVersion(engine, given, before === true);
  const { changes } = await engine.call('configuration-version', { version });
  if (json === true) terminal.print(JSON.stringify({ version, changes }, null, 2));
  else if (changes.length === 0) terminal.print('It says what the file says now.');
  else for (const line of formatValueChanges(changes)) terminal.print(line);
}
