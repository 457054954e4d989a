import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Finding } from '#contract/configuration-status.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { plainText } from '../format/plain-text.ts';

interface Options {
  readonly json?: true;
  readonly strict?: true;
}

export function addValidate(program: Command, context: Context): void {
  program
    .command('validate')
    .description(
      'check a configuration file (JSON or YAML), one line per finding: what it says, and whether what it names is on this machine; no engine is needed',
    )
    .argument('[file]', 'the file to check; without one, that of SIGNALBOX_HOME')
    .option('--json', 'print {"findings":[…]} for scripts')
    .option('--strict', 'exit with 1 for warnings too, not for errors alone')
    .addHelpText('after', '\nExample:\n  signalbox validate --strict ./servers.json')
    .action((file: string | undefined, options: Options) => validate(context, file, options));
}

async function validate(context: Context, given: string | undefined, options: Options): Promise<void> {
  const { terminal, places } = context;
  // The engine is large, and no other command needs it.
  const { validateFile } = await import('#engine/engine.ts');
  const file = given === undefined ? places.configFile : resolve(given);
  const findings = await validateFile(file);
  if (options.json === true) terminal.print(JSON.stringify({ findings }, null, 2));
  else for (const finding of findings) terminal.print(formatFinding(finding));
  if (options.json !== true) terminal.note(summary(file, findings));
  const isBad = options.strict === true || findings.some(({ severity }) => severity === 'error');
  if (isBad && findings.length > 0) context.finish(EXIT.finding);
}

/** "servers.json: 1 error, 2 warnings." */
export function summary(file: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return `${file} is good.`;
  const count = (severity: Finding['severity']) => {
    const found = findings.filter((finding) => finding.severity === severity).length;
    return found === 0 ? [] : [`${found} ${severity}${found === 1 ? '' : 's'}`];
  };
  return `${file}: ${[...count('error'), ...count('warning')].join(', ')}.`;
}

/** `FILE:LINE:COLUMN message`, which editors and terminals can jump to. */
export function formatFinding({ file, line, column, severity, message }: Finding): string {
  return `${file}:${line}:${column} ${severity === 'warning' ? 'warning: ' : ''}${plainText(message)}`;
}
