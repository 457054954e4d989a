import { CALLER_HEADER, type CallName, COMMAND_NAMES } from '#contract/channel-names.ts';
import { calls, type Input, type Output } from '#contract/channels.ts';
import { Problem, type ProblemCode } from '#contract/problem.ts';
import type { RuntimeFile } from '#contract/runtime-file.ts';
import type { Places } from '#engine/places.ts';
import { CliError, EXIT, type ExitCode, NoEngineError } from './exit-codes.ts';
import { readRuntimeFile } from './runtime-file.ts';

// As an import it would load undici, for its WebSocket, which nobody here uses: 2 MB of heap.
const { request } = process.getBuiltinModule('node:http');

/** A stop may take its whole ladder, whose rungs may be set to a minute each; nothing that the engine answers takes longer. */
const ANSWER_LIMIT_MS = 150_000;

/** Calls the running engine over HTTP on the loopback address. */
export interface EngineClient {
  readonly runtime: RuntimeFile;
  /** The folder that the engine was looked for in, for messages. */
  readonly home: string;
  /** Throws NoEngineError when nobody answers, and CliError with the engine's own words when it refuses. */
  call<Name extends CallName>(name: Name, input: Input<Name>, limitMs?: number): Promise<Output<Name>>;
}

/** Finds the engine of this home. Throws NoEngineError when `runtime.json` is not there. */
export async function findEngine(
  places: Pick<Places, 'home' | 'config' | 'runtimeFile'>,
): Promise<EngineClient> {
  const home = places.home ?? places.config;
  const runtime = await readRuntimeFile(places.runtimeFile);
  // A file that a killed engine left names a port that may be anybody's by now: the token is not for them.
  if (runtime === null || !isAlive(runtime.pid)) throw new NoEngineError(home);
  return {
    runtime,
    home,
    call: (name, input, limitMs = ANSWER_LIMIT_MS) => callEngine(runtime, home, name, input, limitMs),
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function callEngine<Name extends CallName>(
  runtime: RuntimeFile,
  home: string,
  name: Name,
  input: Input<Name>,
  limitMs: number,
): Promise<Output<Name>> {
  const kind = (COMMAND_NAMES as readonly string[]).includes(name) ? 'commands' : 'queries';
  const url = new URL(`${kind}/${name}`, runtime.url);
  const { ok, text } = await post(url, runtime.token, input, { home, limitMs });
  const body = parseJson(text);
  if (ok) {
    const output = calls[name].output.safeParse(body);
    if (output.success) return output.data as Output<Name>;
  }
  const problem = Problem.safeParse(body);
  // A stale file can name a port that another program has taken since, or another home's engine.
  if (!problem.success || problem.data.code === 'unauthorized') throw new NoEngineError(home);
  throw new CliError(problem.data.message, exitCodeFor(problem.data.code));
}

interface Answer {
  readonly ok: boolean;
  readonly text: string;
}

/** By node's own client: fetch gives up after five minutes without a header, and a request may be given ten. */
function post(
  url: URL,
  token: string,
  input: unknown,
  { home, limitMs }: { home: string; limitMs: number },
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    [CALLER_HEADER]: 'cli',
  };
  const signal = AbortSignal.timeout(limitMs);
  const fail = (error: Error): void => {
    const message = `The engine did not answer within ${limitMs / 1000} s.`;
    reject(
      signal.aborted
        ? new CliError(message, EXIT.finding, { cause: error })
        : new NoEngineError(home, { cause: error }),
    );
  };
  request(url, { method: 'POST', headers, signal }, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    response.once('error', fail);
    response.once('end', () => resolve({ ok: response.statusCode === 200, text }));
  })
    .once('error', fail)
    .end(JSON.stringify(input));
  return promise;
}

/** Undefined for a text that is no JSON: no engine wrote it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Something was named that is not there, or not as it must be. */
const BAD_USAGE: ReadonlySet<ProblemCode> = new Set([
  'bad-input',
  'unknown-server',
  'unknown-channel',
  'not-found',
]);

function exitCodeFor(code: ProblemCode): ExitCode {
  return BAD_USAGE.has(code) ? EXIT.badUsage : EXIT.finding;
}
