import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Finding } from '#contract/configuration-status.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { plainText } from '../format/plain-text.ts';

export function addValidate(program: Command, context: Context): void {
  program
    .command('validate')
    .description('check a configuration file, one line per finding; no engine is needed')
    .argument('[file]', 'the file to check; without one, that of SIGNALBOX_HOME')
    .option('--json', 'print {"findings":[…]} for scripts')
    .addHelpText('after', '\nExample:\n  signalbox validate ./servers.json')
    .action((file: string | undefined, options: { json?: true }) =>
      validate(context, file, options.json === true),
    );
}

async function validate(context: Context, given: string | undefined, json: boolean): Promise<void> {
  const { terminal, places } = context;
  // The engine is large, and no other command needs it.
  const { validateFile } = await import('#engine/engine.ts');
  const file = given === undefined ? places.configFile : resolve(given);
  const findings = await validateFile(file);
  if (json) terminal.print(JSON.stringify({ findings }, null, 2));
  else for (const finding of findings) terminal.print(formatFinding(finding));
  if (!json && findings.length === 0) terminal.note(`${file} is good.`);
  if (findings.some(({ severity }) => severity === 'error')) context.finish(EXIT.finding);
}

/** `FILE:LINE:COLUMN message`, which editors and terminals can jump to. */
export function formatFinding({ file, line, column, severity, message }: Finding): string {
  return `${file}:${line}:${column} ${severity === 'warning' ? 'warning: ' : ''}${plainText(message)}`;
}
