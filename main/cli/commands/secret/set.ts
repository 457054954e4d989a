import type { Command } from 'commander';
import { sayPlan } from '#contract/say-plan.ts';
import type { Context } from '../../context.ts';
import { CliError, EXIT } from '../../exit-codes.ts';
import { readSecret } from '../../read-secret.ts';
import { refusing } from './refusing.ts';
import { withSecrets } from './store-of.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

export function addSetSecret(secret: Command, context: Context): void {
  secret
    .command('set')
    .description('give a secret a value, or another one; asks for it, or takes it from a pipe')
    .argument('<name>', `as in \${secret:NAME}`)
    .option('--input', `it stands for \${input:NAME}`)
    .addHelpText(
      'after',
      '\nServers that use it are started anew.\n\nExample:\n  signalbox secret set github-token\n  pass show github | signalbox secret set github-token',
    )
    .action((name: string, options: { input?: true }) => set(context, name, options.input === true));
}

async function set(context: Context, name: string, input: boolean): Promise<void> {
  const { terminal } = context;
  if (!NAME.test(name))
    throw new CliError('A name has letters, digits, ".", "_" and "-", 100 at the most.', EXIT.badUsage);
  const ask = (text: string): void => void process.stderr.write(text);
  const value = await readSecret(`Value of ${name} (not shown): `, process.stdin, ask);
  await withSecrets(context, {
    async engine(engine) {
      const { plan, notice } = await engine.call('set-secret', { name, value, input });
      terminal.note(`${name} is set: ${sayPlan(plan)}.`);
      if (notice !== null) terminal.note(notice);
    },
    async store(store) {
      const notice = await refusing(() => store.set(name, input ? 'input' : 'secret', value));
      terminal.note(`${name} is set. ${store.view.says}`);
      if (notice !== null) terminal.note(notice);
    },
  });
}
