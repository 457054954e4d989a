import type { Command } from 'commander';
import { sayPlan } from '#contract/say-plan.ts';
import type { Context } from '../../context.ts';
import { CliError, EXIT } from '../../exit-codes.ts';
import { refusing } from './refusing.ts';
import { withSecrets } from './store-of.ts';

interface RemoveOptions {
  readonly input?: true;
  readonly force?: true;
}

export function addRemoveSecret(secret: Command, context: Context): void {
  secret
    .command('rm')
    .description('forget a secret; one that the configuration names stays, but for --force')
    .argument('<name>', 'as in the list')
    .option('--input', `it stands for \${input:NAME}`)
    .option('--force', 'also while something names it: that is then not started any more')
    .addHelpText('after', '\nExample:\n  signalbox secret rm github-token')
    .action((name: string, options: RemoveOptions) => remove(context, name, options));
}

async function remove(context: Context, name: string, options: RemoveOptions): Promise<void> {
  const { terminal } = context;
  const input = options.input === true;
  await withSecrets(context, {
    async engine(engine) {
      const { plan } = await engine.call('remove-secret', { name, input, force: options.force === true });
      terminal.note(`${name} is removed: ${sayPlan(plan)}.`);
    },
    async store(store) {
      const wasThere = await refusing(() => store.remove(name, input ? 'input' : 'secret'));
      if (!wasThere) throw new CliError(`There is no secret named ${name}.`, EXIT.badUsage);
      terminal.note(`${name} is removed.`);
    },
  });
}
