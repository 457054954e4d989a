import type { Executable } from '#contract/executable.ts';
import type { LimitView } from '#contract/limit.ts';
import type { LastExit } from '#contract/server.ts';
import type { ServerConfig } from '../configuration/configuration.ts';
import { type Logs, maskSecrets, plainText } from '../logs/logs.ts';
import {
  type CallAnswer,
  type Catalogue,
  type ClientIdentity,
  type ListenFilter,
  McpError,
  type McpSession,
  type Negotiated,
  type ServerReply,
  type ServerRequest,
  type SessionCall,
  type SessionEnd,
} from '../mcp/mcp.ts';
import type { Clock } from '../ports.ts';
import {
  type Child,
  type Exit,
  type Processes,
  portTaken,
  type StopReport,
  within,
} from '../process/process.ts';
import { configuredSecrets } from './command-line.ts';
import { countLists } from './count-lists.ts';
import {
  exitFailure,
  type Failure,
  handshakeFailure,
  launchFailure,
  launchFault,
  missingFailure,
} from './failure.ts';
import { findHolder } from './find-holder.ts';
import { launchSpec } from './launch-spec.ts';
import { type Liveness, watchLiveness } from './liveness.ts';
import { openServerSession } from './open-server-session.ts';
import { explainOutOfMemory } from './out-of-memory.ts';
import { takeOver } from './take-over.ts';

export interface RunContext {
  readonly processes: Processes;
  readonly logs: Logs;
  readonly clock: Clock;
  readonly random: () => number;
  readonly version: string;
  /** A fault of ours that life goes on without; told in the register. */
  readonly onFault: (message: string) => void;
}

/** What a run tells its server. None but `onLastExit` is called after `stop`. */
export interface RunEvents {
  onLaunchFailed(failure: Failure): void;
  onReady(negotiated: Negotiated, startMs: number): void;
  /** A new session was begun with a server by URL that forgot the one before. */
  onReopened(): void;
  /** Belongs to no call. */
  onNotification(method: string, params: Readonly<Record<string, unknown>>): void;
  /** Must not reject. */
  onRequest(request: ServerRequest): Promise<ServerReply>;
  onHandshakeFailed(failure: Failure): void;
  /** However it ended, also by a stop. */
  onLastExit(exit: LastExit): void;
  onExited(failure: Failure, unheard: boolean): void;
  onHung(): void;
  /** What its tree used at the last pass, for an end that may have been for want of memory. */
  memoryFacts(): { readonly memoryBytes: number | null; readonly freeBytes: number | null };
  onAnswersAgain(): void;
  /** Something that the view shows has changed. */
  onChange(): void;
}

/** After an exit, how long to wait for the rest of stderr, so that the last words are known when the end is told. */
const LAST_WORDS_MS = 150;
/** Between two looks at whether an installer is still at work. */
const INSTALLER_LOOK_MS = 1_000;
/** For the first answer of a server that was ready before. */
const REOPEN_MS = 5_000;
/** After the end of a pipe, how long the exit may take that explains it. */
const PIPE_END_MS = 1_000;

/** One process of a server, or one connection to a remote one, from launch to the last look at its tree. */
export interface ServerRun {
  readonly pid: number | null;
  readonly startedAtMs: number | null;
  /** Its installer is still fetching what it is to run. */
  readonly installing: boolean;
  /** It outlived an earlier engine. */
  readonly adopted: boolean;
  readonly executable: Executable | null;
  readonly limits: readonly LimitView[];
  readonly negotiated: Negotiated | null;
  readonly catalogue: Catalogue | null;
  readonly liveness: Liveness | null;
  /** Requests of clients that it is working on. */
  readonly inFlight: number;
  /** Never rejects. */
  request(call: SessionCall): Promise<CallAnswer>;
  notify(method: string, params?: Readonly<Record<string, unknown>>): void;
  listen(filter: ListenFilter): void;
  /** Ends the process and its tree, or sweeps after one that ended. A second call hurries. Also while launching. */
  stop(manner: 'polite' | 'hung' | 'swept'): Promise<StopReport | null>;
  /** Lets go of a process that is to run on without us. */
  release(): void;
}

export interface RunSpec {
  readonly instance: number;
  readonly run: number;
  /** Ask for the era first. */
  readonly discover: boolean;
  /** Who the server is told it speaks with; Signalbox itself without one. */
  readonly client?: ClientIdentity | undefined;
}

const CLOSED: Promise<CallAnswer> = Promise.resolve({ kind: 'closed', wasSent: false });

/** Launches and does the handshake at once; everything after that comes as events. `config` is read again on use. */
export function startRun(
  context: RunContext,
  config: () => ServerConfig,
  spec: RunSpec,
  events: RunEvents,
): ServerRun {
  const { clock, logs, processes } = context;
  const { name } = config();
  const secrets = configuredSecrets(config());
  const launchedMs = clock.monotonic();
  let child: Child | null = null;
  let adopted = false;
  let session: McpSession | null = null;
  let connectedAtMs: number | null = null;
  let negotiated: Negotiated | null = null;
  let liveness: Liveness | null = null;
  let installing = false;
  let heard = false;
  let over = false;
  const ended = new AbortController();
  let follower: { end(): Promise<void> } | null = null;
  const lists = countLists(() => session, events.onChange);

  const launched = launch().catch((error: unknown) => {
    // Not the server's fault: the disk is full, or the like. That passes, so it is tried again.
    if (!over) events.onLaunchFailed(launchFault(error));
  });

  async function launch(): Promise<void> {
    // Nothing is told before the caller has its run.
    await Promise.resolve();
    if (over) return;
    const { missing } = config().references;
    if (missing.length > 0) {
      events.onLaunchFailed(missingFailure(missing));
      return;
    }
    if (config().command !== '' && !(await launchProcess())) return;
    if (over) return;
    events.onChange();
    session = openConversation();
    void shakeHands(session);
  }

  /** False when there is none. */
  async function launchProcess(): Promise<boolean> {
    const what = await launchSpec(config(), spec, logs);
    if (over) return false;
    const survivor = config().transport === 'http' ? await takeOver(processes, what) : null;
    adopted = survivor !== null;
    if (survivor === null) {
      const result = await processes.launch(what, ended.signal);
      if (!result.ok) {
        if (!over) events.onLaunchFailed(launchFailure(result.problem));
        return false;
      }
      child = result.child;
    } else child = survivor;
    const { output } = child;
    if (output.kind === 'pipes') logs.capture(name, output.stderr, secrets);
    else follower = logs.follow(name, output.path, secrets);
    void watchExit(child);
    return true;
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
      listChanged: () => lists.count(),
      notification: events.onNotification,
      request: events.onRequest,
      ended: (why: SessionEnd | null) => void watchEnd(why),
    };
  }

  async function watchExit(running: Child): Promise<void> {
    const { output } = running;
    const { promise: lastWords, resolve } = Promise.withResolvers<void>();
    if (output.kind === 'pipes') output.stderr.once('close', resolve);
    const exit = await running.exit;
    if (output.kind === 'file') void follower?.end().then(resolve);
    await within(clock, LAST_WORDS_MS, lastWords);
    closeSession();
    const stderr = logs.lastLine(name);
    const at = new Date(clock.now()).toISOString();
    events.onLastExit({ at, code: exit.code, signal: exit.signal, stderr });
    if (over) return;
    const failure = await explainExit(running, exit, stderr);
    if (!over) events.onExited(failure, !heard && output.kind === 'pipes');
  }

  async function explainExit(running: Child, exit: Exit, stderr: string | null): Promise<Failure> {
    const oomKilled = exit.signal === 'SIGKILL' && (await running.oomKilled());
    const outOfMemory = explainOutOfMemory({ exit, lastStderr: stderr, oomKilled, ...events.memoryFacts() });
    if (outOfMemory !== null) return exitFailure(exit, stderr, outOfMemory);
    const holder = await findHolder(processes, config().url, stderr).catch((error: unknown) => {
      context.onFault(`Who holds the port that ${name} needs can't be seen: ${sayError(error)}`);
      return null;
    });
    return holder === null ? exitFailure(exit, stderr) : { ...launchFailure(portTaken(holder)), exit };
  }

  /** A server may close its pipes just before it exits; one that lives on without them can't be reached by anybody. */
  async function watchEnd(why: SessionEnd | null): Promise<void> {
    const exited = child !== null && (await within(clock, PIPE_END_MS, child.exit));
    if (exited || over) return;
    if (why === null) {
      const message = 'closed its stdin or stdout, so that nothing can reach it';
      events.onHandshakeFailed(handshakeFailure('connection-lost', message));
      return;
    }
    const code = why.code === 'unauthorized' ? 'unauthorized' : 'connection-lost';
    const failure = handshakeFailure(code, maskSecrets(plainText(why.message), secrets));
    // A process may be well that only forgot its session, and no restart would serve anybody.
    const mayBeWell = why.code === 'session-lost' || (why.code === 'connection-lost' && child !== null);
    if (negotiated !== null && mayBeWell) await reopen(failure);
    else events.onHandshakeFailed(failure);
  }

  /** Begins a new session with a server by URL that is there still; it counts as down only where that fails. */
  async function reopen(failure: Failure): Promise<void> {
    liveness?.close();
    session?.close();
    const opened = openConversation();
    session = opened;
    const skipDiscover = negotiated?.era === 'legacy';
    const { handshakeMs } = config().timeouts;
    try {
      negotiated = await opened.negotiate({
        startMs: REOPEN_MS,
        handshakeMs,
        skipDiscover,
        revision: config().protocolVersion,
        client: spec.client,
      });
    } catch (error) {
      if (!(error instanceof McpError)) throw error;
      if (!over) events.onHandshakeFailed(failure);
      return;
    }
    if (over) return;
    watchLife(opened);
    lists.count();
    events.onReopened();
    events.onChange();
  }

  function openConversation(): McpSession {
    const { version } = context;
    return openServerSession({ config: config(), child, events: sessionEvents(), clock, version });
  }

  function watchLife(opened: McpSession): void {
    liveness = watchLiveness({
      session: opened,
      clock,
      random: context.random,
      settings: () => config().liveness,
      onChange: events.onChange,
      onHung: events.onHung,
      onAnswersAgain: events.onAnswersAgain,
    });
  }

  async function isInstalling(): Promise<boolean> {
    const now = child !== null && !heard && (await processes.isInstalling(child.pid, config()));
    // The handshake may have been done meanwhile.
    if (now !== installing && negotiated === null && !over) {
      installing = now;
      events.onChange();
    }
    return now;
  }

  async function shakeHands(opened: McpSession): Promise<void> {
    const { startMs, installMs, handshakeMs } = config().timeouts;
    const skipDiscover = !spec.discover;
    const stopLooking = watchInstaller();
    try {
      negotiated = await opened.negotiate({
        startMs,
        installMs,
        isInstalling,
        handshakeMs,
        skipDiscover,
        revision: config().protocolVersion,
        client: spec.client,
      });
    } catch (error) {
      if (!(error instanceof McpError)) throw error;
      if (over) return;
      // The process is ending, and its exit tells more; or it closed a pipe and lives on.
      if (error.code === 'closed') return watchEnd(null);
      // It quotes what the server wrote.
      const message = maskSecrets(plainText(error.message), secrets);
      events.onHandshakeFailed(handshakeFailure(error.code, message));
      return;
    } finally {
      stopLooking();
    }
    if (over) return;
    connectedAtMs = clock.now();
    watchLife(opened);
    events.onReady(negotiated, clock.monotonic() - launchedMs);
    lists.count();
  }

  /** Shows that an installer is at work while it is; the start budget asks for itself. */
  function watchInstaller(): () => void {
    if (child === null || !processes.hasInstaller(config())) return () => {};
    let cancel = (): void => {};
    const look = (): void => {
      void isInstalling()
        .catch((error: unknown) =>
          context.onFault(`The installer of ${name} can't be watched: ${sayError(error)}`),
        )
        .then(() => {
          if (!over && negotiated === null) cancel = clock.after(INSTALLER_LOOK_MS, look);
        });
    };
    cancel = clock.after(INSTALLER_LOOK_MS, look);
    return () => {
      cancel();
      installing = false;
    };
  }

  function closeSession(): void {
    liveness?.close();
    session?.close();
    lists.close();
  }

  return {
    get pid() {
      return child?.pid ?? null;
    },
    get startedAtMs() {
      return child?.startedAtMs ?? connectedAtMs;
    },
    get installing() {
      return installing;
    },
    get adopted() {
      return adopted;
    },
    get executable() {
      return child?.executable ?? null;
    },
    get limits() {
      return child?.limits ?? [];
    },
    get negotiated() {
      return negotiated;
    },
    get catalogue() {
      return lists.counted;
    },
    get liveness() {
      return liveness;
    },
    get inFlight() {
      return session?.calls.inFlight ?? 0;
    },
    request: (call) => session?.request(call) ?? CLOSED,
    notify: (method, params) => session?.notify(method, params),
    listen: (filter) => session?.listen(filter),
    async stop(manner) {
      over = true;
      ended.abort();
      closeSession();
      await launched;
      const { stdinCloseMs, terminateMs } = config().timeouts;
      // A server that hangs does not see that its stdin is closed.
      const report = await child?.stop({ stdinCloseMs: manner === 'hung' ? 0 : stdinCloseMs, terminateMs });
      await follower?.end();
      return report ?? null;
    },
    release() {
      over = true;
      closeSession();
      // One that is only just being launched is let go of when it is there.
      void launched.then(() => {
        void follower?.end();
        child?.release();
      });
    },
  };
}

function sayError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
