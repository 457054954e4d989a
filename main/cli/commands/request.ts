import { type Command, InvalidArgumentError } from 'commander';
import { type Context, engineOf } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { plainText } from '../format/plain-text.ts';
import { readSpanMs } from '../read-span.ts';

const DEFAULT_TIMEOUT_MS = 60_000;
/** What the engine takes. */
const LONGEST_TIMEOUT_MS = 600_000;
/** The engine says itself that time is up; this much later it must have. */
const GRACE_MS = 10_000;

type Params = Record<string, unknown>;

interface RequestOptions {
  readonly timeout?: number;
  readonly json?: true;
}

export function addRequest(program: Command, context: Context): void {
  program
    .command('request')
    .description('send one MCP request to a server and print its result; starts it when it is on demand')
    .argument('<name>', 'name of the server')
    .argument('<method>', 'for example tools/list or tools/call')
    .argument('[params]', 'a JSON object', readParams)
    .option('--timeout <span>', 'for start, queue and answer together, at most 10m (60s)', readTimeout)
    .option('--json', 'print {"result","error","ms","queued_ms","instance"} for scripts')
    .addHelpText(
      'after',
      `\nExample:\n  signalbox request memory tools/call '{"name":"read_graph","arguments":{}}' --timeout 30s`,
    )
    .action((name: string, method: string, params: Params | undefined, options: RequestOptions) =>
      request(context, name, method, params ?? {}, options),
    );
}

/** An error that the server answered goes to stderr, and the exit code is 1. */
async function request(
  context: Context,
  server: string,
  method: string,
  params: Params,
  { timeout = DEFAULT_TIMEOUT_MS, json }: RequestOptions,
): Promise<void> {
  const { terminal } = context;
  const engine = await engineOf(context);
  const input = { server, method, params, timeout_ms: timeout };
  const answer = await engine.call('request', input, timeout + GRACE_MS);
  if (answer.error !== null) context.finish(EXIT.finding);
  if (json === true) terminal.print(JSON.stringify(answer, null, 2));
  else if (answer.error === null) terminal.print(JSON.stringify(answer.result, null, 2));
  else {
    const { code, message, data } = answer.error;
    terminal.note(`${server} answered with error ${code}: ${plainText(message)}`);
    if (data !== undefined) terminal.note(JSON.stringify(data, null, 2));
  }
}

function readParams(text: string): Params {
  let params: unknown;
  try {
    params = JSON.parse(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
  if (typeof params === 'object' && params !== null && !Array.isArray(params)) return params as Params;
  throw new InvalidArgumentError('It takes a JSON object, such as {"name":"echo"}.');
}

function readTimeout(text: string): number {
  const ms = readSpanMs(text);
  if (ms !== null && ms >= 1 && ms <= LONGEST_TIMEOUT_MS) return Math.round(ms);
  throw new InvalidArgumentError('It takes a span from 1ms to 10m, such as 30s.');
}
