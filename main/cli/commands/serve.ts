import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';

interface ServeOptions {
  readonly config?: string;
  readonly port?: number;
  readonly open?: true;
  readonly json?: true;
}

export function addServe(program: Command, context: Context): void {
  program
    .command('serve')
    .description('run the engine here, with its window in a browser, until Ctrl+C')
    .option('--config <file>', 'the configuration file; without it, that of SIGNALBOX_HOME')
    .option(
      '--port <number>',
      'the port to listen on, on 127.0.0.1; without it 4870, or a free one',
      readPort,
    )
    .option('--open', 'open the window in the default browser')
    .option('--json', 'print {"url","token","pid"} as one line once it listens')
    .addHelpText('after', '\nExample:\n  signalbox serve --port 8377 --open')
    .action((options: ServeOptions) => runServe(context, options));
}

async function runServe(context: Context, { config, port, open, json }: ServeOptions): Promise<void> {
  const { serve } = await import('../../headless/serve.ts');
  const code = await serve({
    ...(config === undefined ? {} : { configFile: resolve(config) }),
    ...(port === undefined ? {} : { port }),
    open: open === true,
    json: json === true,
  });
  if (code !== 0) context.finish(EXIT.finding);
}

function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('It takes a whole number from 0 to 65535.');
}
