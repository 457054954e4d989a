import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { EffectiveSetting } from '#contract/configuration-text.ts';
import { type Context, engineOf } from '../../context.ts';
import { NoEngineError } from '../../exit-codes.ts';
import { plainText } from '../../format/plain-text.ts';
import { formatTable } from '../../format/table.ts';
import { orRefused } from './or-refused.ts';

interface Options {
  readonly origin?: true;
  readonly set?: true;
  readonly file?: string;
  readonly json?: true;
}

export function addShow(config: Command, context: Context): void {
  config
    .command('show')
    .description('each setting as it holds, and those of a server if it is named; secrets are masked')
    .argument('[server]', 'a server, with what it inherits')
    .option('--origin', 'say where each is from: default, file, .env or env')
    .option('--set', 'only those that are set somewhere')
    .option('--file <path>', 'of this file, as an engine would read it; without one, of the engine that runs')
    .option('--json', 'print {"monitoring.interval":{"value":…,"origin":…,"from":…},…} for scripts')
    .addHelpText('after', '\nExample:\n  signalbox config show --origin --set github')
    .action((server: string | undefined, options: Options) => show(context, server, options));
}

async function show(context: Context, server: string | undefined, options: Options): Promise<void> {
  const { terminal } = context;
  const settings = await settingsOf(context, server, options.file);
  const shown = Object.entries(settings).filter(
    ([, { origin }]) => options.set !== true || origin !== 'default',
  );
  if (options.json === true) {
    terminal.print(JSON.stringify(Object.fromEntries(shown), null, 2));
    return;
  }
  const titles = ['setting', 'value', ...(options.origin === true ? ['origin', 'from'] : [])];
  const rows = shown.map(([key, { value, origin, from }]) =>
    [key, JSON.stringify(value), ...(options.origin === true ? [origin, from ?? ''] : [])].map((cell) => ({
      text: plainText(cell),
    })),
  );
  const columns = titles.map((title) => ({ title, align: 'left' as const }));
  for (const line of formatTable(columns, rows)) terminal.print(line);
}

/** What the running engine says; without one, what it would say of the file. */
async function settingsOf(
  context: Context,
  server: string | undefined,
  file: string | undefined,
): Promise<Record<string, EffectiveSetting>> {
  if (file === undefined) {
    try {
      const engine = await engineOf(context);
      return await engine.call('effective-settings', server === undefined ? {} : { server });
    } catch (error) {
      if (!(error instanceof NoEngineError)) throw error;
    }
  }
  // The engine is large, and no other command needs it.
  const { fileSettings } = await import('#engine/engine.ts');
  const path = file === undefined ? context.places.configFile : resolve(file);
  return orRefused(fileSettings(path, server));
}
