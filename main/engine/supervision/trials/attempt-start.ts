import type { ServerConfig } from '../../configuration/configuration.ts';
import type { Negotiated } from '../../mcp/mcp.ts';
import type { Failure } from '../failure.ts';
import { type RunContext, type ServerRun, startRun } from '../server-run.ts';
import { listTools } from './list-tools.ts';

/** `ended`: it was given up from outside. */
export type Attempt =
  | {
      readonly kind: 'ready';
      readonly negotiated: Negotiated;
      readonly readyMs: number;
      readonly tools: readonly string[];
      /** False where it did not give the list. */
      readonly isListed: boolean;
    }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'ended' };

type Outcome =
  | { readonly kind: 'ready'; readonly negotiated: Negotiated; readonly readyMs: number }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly unheard: boolean }
  | { readonly kind: 'ended' };

/**
 * Starts a server as supervision does, once more with `initialize` where it ends on the question for its era, and ends it
 * when its tools are known. Nothing of it is left when this resolves.
 */
export async function attemptStart(
  context: RunContext,
  config: ServerConfig,
  signal: AbortSignal,
  onAgain: () => void,
): Promise<Attempt> {
  const first = await startOnce(context, config, { run: 1, discover: true }, signal);
  const again = first.kind === 'failed' && first.unheard && !signal.aborted;
  if (again) onAgain();
  const { unheard: _, ...attempt } = again
    ? await startOnce(context, config, { run: 2, discover: false }, signal)
    : first;
  return attempt;
}

async function startOnce(
  context: RunContext,
  config: ServerConfig,
  which: { readonly run: number; readonly discover: boolean },
  signal: AbortSignal,
): Promise<Attempt & { readonly unheard?: boolean }> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const failed = (failure: Failure, unheard = false) => resolve({ kind: 'failed', failure, unheard });
  const give = () => resolve({ kind: 'ended' });
  signal.addEventListener('abort', give, { once: true });
  if (signal.aborted) give();
  const run = startRun(
    context,
    () => config,
    { instance: 1, ...which },
    {
      onLaunchFailed: (failure) => failed(failure),
      onHandshakeFailed: (failure) => failed(failure),
      onExited: failed,
      onReady: (negotiated, readyMs) => resolve({ kind: 'ready', negotiated, readyMs }),
      onReopened() {},
      onNotification() {},
      onRequest: async () => ({
        error: { code: -32601, message: 'nobody can be asked while a server is tried' },
      }),
      onLastExit() {},
      onHung() {},
      onAnswersAgain() {},
      onChange() {},
      memoryFacts: () => ({ memoryBytes: null, freeBytes: null }),
    },
  );
  try {
    const outcome = await promise;
    return outcome.kind === 'ready'
      ? { ...outcome, ...(await toolsOf(run, outcome.negotiated, signal)) }
      : outcome;
  } finally {
    signal.removeEventListener('abort', give);
    // A second call hurries.
    const hurry = () => void run.stop('polite');
    const stopped = run.stop('polite');
    signal.addEventListener('abort', hurry, { once: true });
    await stopped;
    signal.removeEventListener('abort', hurry);
  }
}

async function toolsOf(
  run: ServerRun,
  negotiated: Negotiated,
  signal: AbortSignal,
): Promise<{ readonly tools: readonly string[]; readonly isListed: boolean }> {
  if (!negotiated.capabilities.tools) return { tools: [], isListed: true };
  const tools = await listTools((call) => run.request(call), signal);
  return { tools: tools ?? [], isListed: tools !== null };
}
