import type { Command } from 'commander';
import type { Context } from '../../context.ts';

export function addSchema(config: Command, context: Context): void {
  config
    .command('schema')
    .description('print the JSON schema of the file, for editors; no engine is needed')
    .addHelpText('after', '\nExample:\n  signalbox config schema > servers.schema.json')
    .action(() => printSchema(context));
}

async function printSchema({ terminal }: Context): Promise<void> {
  // The engine is large, and no other command needs it.
  const { configurationSchema } = await import('#engine/engine.ts');
  terminal.print(JSON.stringify(configurationSchema(), null, 2));
}
