import type { Readable } from 'node:stream';
import type { LastExit } from '#contract/server.ts';
import type { ServerConfig } from '../configuration/configuration.ts';
import { type Logs, maskSecrets, plainText } from '../logs/logs.ts';
import { type Catalogue, McpError, type McpSession, type Negotiated, openSession } from '../mcp/mcp.ts';
import type { Clock } from '../ports.ts';
import { type Child, type Processes, type StopReport, within } from '../process/process.ts';
import { configuredSecrets } from './command-line.ts';
import { exitFailure, type Failure, handshakeFailure, launchFault, unsupportedFailure } from './failure.ts';
import { type Liveness, watchLiveness } from './liveness.ts';

export interface RunContext {
  readonly processes: Processes;
  readonly logs: Logs;
  readonly clock: Clock;
  readonly random: () => number;
  readonly version: string;
}

/** What a run tells its server. None but `onLastExit` is called after `stop`. */
export interface RunEvents {
  onLaunchFailed(failure: Failure): void;
  onReady(negotiated: Negotiated, startMs: number): void;
  onHandshakeFailed(failure: Failure): void;
  /** However it ended, also by a stop. */
  onLastExit(exit: LastExit): void;
  onExited(failure: Failure, unheard: boolean): void;
  onHung(): void;
  /** Something that the view shows has changed. */
  onChange(): void;
}

/** After an exit, how long to wait for the rest of stderr, so that the last words are known when the end is told. */
const LAST_WORDS_MS = 150;
/** After the end of a pipe, how long the exit may take that explains it. */
const PIPE_END_MS = 1_000;
/** All lists together; a server that is slow with one is not held up in getting ready. */
const CATALOGUE_MS = 30_000;

/** One process of a server, from launch to the last look at its tree. */
export interface ServerRun {
  readonly pid: number | null;
  readonly startedAtMs: number | null;
  readonly negotiated: Negotiated | null;
  readonly catalogue: Catalogue | null;
  readonly liveness: Liveness | null;
  /** Ends the process and its tree, or sweeps after one that ended. A second call hurries. Also while launching. */
  stop(manner: 'polite' | 'hung' | 'swept'): Promise<StopReport | null>;
}

/** Launches and does the handshake at once; everything after that comes as events. `config` is read again on use. */
export function startRun(
  context: RunContext,
  config: () => ServerConfig,
  discover: boolean,
  events: RunEvents,
): ServerRun {
  const { clock, logs } = context;
  const { name } = config();
  const secrets = configuredSecrets(config());
  const launchedMs = clock.monotonic();
  let child: Child | null = null;
  let session: McpSession | null = null;
  let startedAtMs: number | null = null;
  let negotiated: Negotiated | null = null;
  let catalogue: Catalogue | null = null;
  let liveness: Liveness | null = null;
  let heard = false;
  let over = false;
  let counting: 'no' | 'once' | 'again' = 'no';

  const launched = launch().catch((error: unknown) => {
    // Not the server's fault: the disk is full, or the like. That passes, so it is tried again.
    if (!over) events.onLaunchFailed(launchFault(error));
  });

  async function launch(): Promise<void> {
    // Nothing is told before the caller has its run.
    await Promise.resolve();
    if (over) return;
    const { transport, command, args, env, cwd } = config();
    if (transport === 'http') {
      if (!over) events.onLaunchFailed(unsupportedFailure());
      return;
    }
    const result = await context.processes.launch({ server: name, command, args, env, cwd });
    if (!result.ok) {
      const { permanent, ...problem } = result.problem;
      if (!over) events.onLaunchFailed({ problem, permanent, abnormal: true, exit: null });
      return;
    }
    child = result.child;
    startedAtMs = clock.now();
    if (child.output.kind !== 'pipes') return;
    const { output } = child;
    logs.capture(name, output.stderr, secrets);
    void watchExit(child, output.stderr);
    if (over) return;
    events.onChange();
    session = openSession(output, sessionEvents(), clock, context.version);
    void shakeHands(session);
  }

  function sessionEvents() {
    return {
      activity() {
        heard = true;
        liveness?.noteActivity();
      },
      stray: (line: string) => logs.stray(name, line, secrets),
      oversized: (bytes: number) =>
        logs.stray(
          name,
          `a message of ${bytes.toLocaleString('en')} bytes was dropped: the limit is 16 MiB`,
          secrets,
        ),
      listChanged: () => void count(),
      ended: () => void watchEnd(),
    };
  }

  async function watchExit(running: Child, stderr: Readable): Promise<void> {
    const { promise: lastWords, resolve } = Promise.withResolvers<void>();
    stderr.once('close', resolve);
    const exit = await running.exit;
    await within(clock, LAST_WORDS_MS, lastWords);
    closeSession();
    const lastLine = logs.lastLine(name);
    const at = new Date(clock.now()).toISOString();
    events.onLastExit({ at, code: exit.code, signal: exit.signal, stderr: lastLine });
    if (!over) events.onExited(exitFailure(exit, lastLine), !heard);
  }

  /** A server may close its pipes just before it exits; one that lives on without them can't be reached by anybody. */
  async function watchEnd(): Promise<void> {
    const exited = child === null || (await within(clock, PIPE_END_MS, child.exit));
    if (exited || over) return;
    const message = 'closed its stdin or stdout, so that nothing can reach it';
    events.onHandshakeFailed(handshakeFailure('handshake-refused', message));
  }

  async function shakeHands(opened: McpSession): Promise<void> {
    const { startMs, handshakeMs } = config().timeouts;
    try {
      negotiated = await opened.negotiate({ startMs, handshakeMs, skipDiscover: !discover });
    } catch (error) {
      if (!(error instanceof McpError)) throw error;
      if (over) return;
      // The process is ending, and its exit tells more; or it closed a pipe and lives on.
      if (error.code === 'closed') return watchEnd();
      // It quotes what the server wrote.
      const message = maskSecrets(plainText(error.message), secrets);
      events.onHandshakeFailed(handshakeFailure(error.code, message));
      return;
    }
    if (over) return;
    liveness = watchLiveness({
      session: opened,
      clock,
      random: context.random,
      settings: () => config().liveness,
      onChange: events.onChange,
      onHung: () => events.onHung(),
    });
    events.onReady(negotiated, clock.monotonic() - launchedMs);
    await count();
  }

  /** One count at a time, and one more for all the changes that were told meanwhile. */
  async function count(): Promise<void> {
    if (counting !== 'no') {
      counting = 'again';
      return;
    }
    do {
      counting = 'once';
      const counted = await session?.catalogue(CATALOGUE_MS);
      if (over || counted === undefined) break;
      catalogue = counted;
      events.onChange();
    } while (isCountWanted());
    counting = 'no';
  }

  function isCountWanted(): boolean {
    return counting === 'again';
  }

  function closeSession(): void {
    liveness?.close();
    session?.close();
  }

  return {
    get pid() {
      return child?.pid ?? null;
    },
    get startedAtMs() {
      return startedAtMs;
    },
    get negotiated() {
      return negotiated;
    },
    get catalogue() {
      return catalogue;
    },
    get liveness() {
      return liveness;
    },
    async stop(manner) {
      over = true;
      closeSession();
      await launched;
      const { stdinCloseMs, terminateMs } = config().timeouts;
      // A server that hangs does not see that its stdin is closed.
      return (await child?.stop({ stdinCloseMs: manner === 'hung' ? 0 : stdinCloseMs, terminateMs })) ?? null;
    },
  };
}
