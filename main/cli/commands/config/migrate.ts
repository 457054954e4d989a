import type { Command } from 'commander';
import { sayPlan } from '#contract/say-plan.ts';
import { type Context, engineOf } from '../../context.ts';
import { NoEngineError } from '../../exit-codes.ts';
import { orRefused } from './or-refused.ts';

interface Options {
  readonly dryRun?: true;
  readonly json?: true;
}

export function addMigrate(config: Command, context: Context): void {
  config
    .command('migrate')
    .description('rewrite the file in the newest schema version; comments stay, and what it was is kept')
    .option('--dry-run', 'only say what would change; no engine is needed')
    .option('--json', 'print {"changes":[…],"text":…} for scripts')
    .addHelpText('after', '\nExample:\n  signalbox config migrate --dry-run')
    .action((options: Options) => migrate(context, options));
}

async function migrate(context: Context, options: Options): Promise<void> {
  const { terminal } = context;
  const dryRun = options.dryRun === true;
  const migrated = await changesOf(context, dryRun);
  if (options.json === true) {
    terminal.print(JSON.stringify(migrated, null, 2));
    return;
  }
  for (const change of migrated.changes) terminal.print(change);
  if (migrated.changes.length === 0)
    terminal.note('There is nothing to do: the file is of the newest version.');
  else if (dryRun) terminal.note('Nothing is changed yet: leave out --dry-run to do it.');
  else if (migrated.plan !== null) terminal.note(`Migrated: ${sayPlan(migrated.plan)}.`);
}

async function changesOf(context: Context, dryRun: boolean) {
  try {
    const engine = await engineOf(context);
    return await engine.call('migrate-configuration', { dry_run: dryRun });
  } catch (error) {
    if (!(error instanceof NoEngineError) || !dryRun) throw error;
  }
  // The engine is large, and no other command needs it.
  const { migrationOf } = await import('#engine/engine.ts');
  return { ...(await orRefused(migrationOf(context.places.configFile))), plan: null };
}
