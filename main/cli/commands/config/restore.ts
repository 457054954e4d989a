import type { Command } from 'commander';
import { sayPlan } from '#contract/say-plan.ts';
import { type Context, engineOf } from '../../context.ts';
import { formatValueChanges } from '../../format/configuration-changes.ts';
import { findVersion, VERSION_HELP } from './find-version.ts';

interface Options {
  readonly before?: true;
  readonly reason?: string;
  readonly yes?: true;
  readonly json?: true;
}

export function addRestore(config: Command, context: Context): void {
  config
    .command('restore')
    .description('make the file what it was; without --yes only say what that would change')
    .argument('<version>', VERSION_HELP)
    .option('--before', 'what the file was before the change of that number, not after it')
    .option('--reason <text>', 'kept in the history')
    .option('--yes', 'do it')
    .option('--json', 'print {"version":…,"changes":[…],"plan":{…}} for scripts; no plan without --yes')
    .addHelpText('after', '\nExample:\n  signalbox config restore 12 --before --yes')
    .action((version: string, options: Options) => restore(context, version, options));
}

async function restore(context: Context, given: string, options: Options): Promise<void> {
  const { terminal } = context;
  const engine = await engineOf(context);
  const version = await findVersion(engine, given, options.before === true);
  // So that what is restored is what was looked at: a change that comes between is told as a conflict.
  const { revision } = await engine.call('configuration-text', {});
  const { changes } = await engine.call('configuration-version', { version });
  const { yes, reason } = options;
  const applied =
    yes === true
      ? await engine.call('restore-configuration', {
          version,
          revision,
          ...(reason === undefined ? {} : { reason }),
        })
      : null;
  if (options.json === true) {
    terminal.print(JSON.stringify({ version, changes, plan: applied?.plan ?? null }, null, 2));
    return;
  }
  for (const line of formatValueChanges(changes)) terminal.print(line);
  if (applied !== null) terminal.note(`Restored: ${sayPlan(applied.plan)}.`);
  else if (changes.length === 0) terminal.note('It says what the file says now.');
  else terminal.note('Nothing is changed yet: add --yes to do it.');
}
