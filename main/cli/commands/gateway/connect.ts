import { type Command, InvalidArgumentError } from 'commander';
import { LABEL } from '../../connect/connect-options.ts';
import type { Context } from '../../context.ts';
import { CliError, EXIT } from '../../exit-codes.ts';

interface Options {
  readonly all?: true;
  readonly client?: string;
  readonly home?: string;
  readonly start: boolean;
}

export function addConnect(program: Command, context: Context): void {
  program
    .command('connect')
    .description('be one server, or all of them, for an AI client that speaks MCP over stdin and stdout')
    .argument('[name]', 'name of the server')
    .option('--all', 'all servers as one; their tools are named server__tool')
    .option('--client <label>', 'what the window calls this client', readLabel)
    .option('--home <folder>', 'instead of SIGNALBOX_HOME, for clients that set no environment')
    .option('--no-start', 'start no engine where none runs')
    .addHelpText(
      'after',
      '\nIt outlives restarts of the engine. SIGNALBOX_TOKEN takes a token of `signalbox clients add`.' +
        '\n\nExample:\n  signalbox connect memory --client claude\n  claude mcp add signalbox -- signalbox connect --all',
    )
    .action((name: string | undefined, options: Options) => connectTo(context, name, options));
}

async function connectTo(
  context: Context,
  name: string | undefined,
  { all, client, home, start }: Options,
): Promise<void> {
  if ((name === undefined) !== (all === true)) {
    throw new CliError('Name one server to connect to, or give --all.', EXIT.badUsage);
  }
  const { connect } = await import('../../connect/connect.ts');
  const code = await connect({
    server: name ?? null,
    label: client ?? null,
    mayStart: start,
    home: home ?? null,
  });
  context.finish(code);
}

function readLabel(text: string): string {
  if (LABEL.test(text)) return text;
  throw new InvalidArgumentError('It takes 1 to 100 printable ASCII characters.');
}
