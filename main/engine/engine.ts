import { join } from 'node:path';
import { z } from 'zod';
import type { CallName, TopicName } from '#contract/channel-names.ts';
import { calls, type Input, type Output, type TopicMessage } from '#contract/channels.ts';
import type { Finding } from '#contract/configuration-status.ts';
import { ProblemError } from '#contract/problem.ts';
import type { Snapshot } from '#contract/snapshot.ts';
import { noticeOf } from './alerts/alerts.ts';
import { loadConfiguration } from './configuration/configuration.ts';
import { judgeAll } from './health/health.ts';
import { startHttp } from './http/http.ts';
import { type ConfigurationKeeper, keepConfiguration } from './keep-configuration.ts';
import { openLogs } from './logs/logs.ts';
import { makePlaces, type Places } from './places.ts';
import { type EnginePorts, silentNotifier, systemClock } from './ports.ts';
import { openProcesses, type Swept, within } from './process/process.ts';
import { readOrMakeToken, readRuntimeFile, removeRuntimeFile, writeRuntimeFile } from './runtime-file.ts';
import { createSampleHistory } from './sample-history.ts';
import { starterServers } from './starter-servers.ts';
import { openState, type Register, takeEngineLock } from './state/state.ts';
import { createSupervision } from './supervision/supervision.ts';
import { createTopics } from './topics.ts';
import { watchServers } from './watch-servers.ts';

export interface EngineOptions {
  readonly places: Places;
  /** Used instead of the one in `places`; no starter is written for it. */
  readonly configFile?: string;
  /** Of Signalbox; servers are told it too. */
  readonly version: string;
  readonly ports?: Partial<EnginePorts>;
  readonly http: {
    /** A loopback address. */
    readonly host: string;
    /** 0 takes any free port; null the usual one, or any when that is taken. */
    readonly port: number | null;
    /** Holds the built window; null serves none. */
    readonly windowFolder: string | null;
  };
  /** Where to find the servers of a first configuration; null begins with none. */
  readonly starter: { readonly packageFolder: string } | null;
}

export interface Engine {
  /** `url` ends with a slash. */
  readonly endpoint: { readonly url: string; readonly token: string };
  /** Parses the input by the contract. Throws ProblemError. */
  call<Name extends CallName>(name: Name, input: unknown): Promise<Output<Name>>;
  snapshot(): Snapshot;
  subscribe<Name extends TopicName>(topic: Name, listener: (message: TopicMessage<Name>) => void): () => void;
  /**
   * Stops every server, in parallel and within 8 s, then everything else. A second call joins the first, or hurries it
   * to SIGKILL with `force`.
   */
  close(how?: { readonly force?: boolean }): Promise<void>;
}

/** Another engine holds the home. `url` and `pid` are null when it has not written where it is. */
export class EngineRunningError extends Error {
  override readonly name = 'EngineRunningError';
  readonly url: string | null;
  readonly pid: number | null;

  constructor(url: string | null, pid: number | null) {
    super(`another engine runs already${pid === null ? '' : ` (pid ${pid}, ${url})`}`);
    this.url = url;
    this.pid = pid;
  }
}

/** Quit stops all servers within this, whatever they do (design §4). */
const QUIT_MS = 8_000;
/** Of which the last part is kept for SIGKILL and the sweep. */
const POLITE_MS = 6_000;
const REGISTER_SHOWN = 200;

/**
 * Starts an engine: sweeps what an earlier one left behind, starts the configured servers, opens the HTTP server.
 * Resolves when all of that is under way; the servers become ready afterwards. Throws EngineRunningError.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { places } = options;
  const clock = options.ports?.clock ?? systemClock;
  const random = options.ports?.random ?? Math.random;
  const notifier = options.ports?.notifier ?? silentNotifier;
  await makePlaces(places);
  const lock = takeEngineLock(join(places.state, 'engine.lock'));
  if (lock === null) {
    const other = await readRuntimeFile(places.runtimeFile);
    throw new EngineRunningError(other?.url ?? null, other?.pid ?? null);
  }
  const startedAt = new Date(clock.now()).toISOString();
  let closing: Promise<void> | null = null;
  const topics = createTopics();
  const state = openState(places.databaseFile, clock);
  const { register } = state;
  register.subscribe((entry) => {
    topics.publish('register', entry);
    const notice = noticeOf(entry);
    if (notice !== null) notifier.notify(notice);
  });
  const logs = await openLogs({ folder: places.logs, clock });
  logs.subscribe((lines) => topics.publish('logs', [...lines]));

  const { processes, swept } = await openProcesses({
    homeId: state.homeId,
    records: state.records,
    clock,
    guardReportFile: join(places.state, 'guard-report.txt'),
    environment: process.env,
    onGuardLost: (reason) =>
      register.add({
        lamp: 'warn',
        kind: 'failed',
        server: null,
        text: `The guard is lost (${reason}): should Signalbox be killed now, servers are swept at its next start.`,
      }),
  });
  tellStart(register, swept, state.quarantined);

  const changes = watchServers({
    clock,
    views: () => supervision.views(),
    publish: (change) => topics.publish('servers', change),
  });
  const supervision = createSupervision({
    processes,
    logs,
    clock,
    random,
    version: options.version,
    register,
    onChange: changes.note,
  });
  const keeper: ConfigurationKeeper = await keepConfiguration({
    file: options.configFile ?? places.configFile,
    lastGoodFile: join(places.state, 'last-good-servers.json'),
    starter:
      options.starter === null || options.configFile !== undefined
        ? null
        : await starterServers({
            packageFolder: options.starter.packageFolder,
            filesFolder: join(places.home ?? places.state, 'files'),
            memoryFile: join(places.state, 'memory.jsonl'),
          }),
    supervision,
    register,
    clock,
    onStatus(status) {
      changes.noteAll();
      topics.publish('configuration', status);
    },
  });

  const history = createSampleHistory();
  let cancelSample = clock.after(0, () => void sampleOn());
  async function sampleOn(): Promise<void> {
    const pass = await supervision.sample();
    if (closing !== null) return;
    history.add(pass);
    topics.publish('samples', pass);
    changes.noteAll();
    cancelSample = clock.after(keeper.current?.sampleIntervalMs ?? 2_000, () => void sampleOn());
  }

  function snapshot(): Snapshot {
    const servers = supervision.views();
    return {
      engine: {
        version: options.version,
        pid: process.pid,
        started_at: startedAt,
        home: places.home ?? "the system's folders",
      },
      overview: judgeAll(servers),
      servers,
      configuration: keeper.status,
      register: register.latest(REGISTER_SHOWN),
      samples: history.all(),
    };
  }

  /** What each call does; the contract says what it takes and gives. */
  const handlers: {
    [Name in CallName]: (input: z.output<(typeof calls)[Name]['input']>) => Promise<Output<Name>>;
  } = {
    async start({ names }) {
      supervision.start(names);
      return { servers: supervision.views() };
    },
    async stop({ names }) {
      await supervision.stop(names);
      return { servers: supervision.views() };
    },
    async restart({ names }) {
      supervision.restart(names);
      return { servers: supervision.views() };
    },
    reload: async () => ({ plan: await keeper.reload() }),
    snapshot: async () => snapshot(),
    logs: async (filter) => logs.query(filter),
  };

  async function call<Name extends CallName>(name: Name, input: unknown): Promise<Output<Name>> {
    if (closing !== null) throw new ProblemError('closing', 'Signalbox is closing');
    if (!Object.hasOwn(calls, name))
      throw new ProblemError('unknown-channel', `there is no call named ${name}`);
    const parsed = calls[name].input.safeParse(input);
    if (!parsed.success)
      throw new ProblemError('bad-input', z.prettifyError(parsed.error).replaceAll('\n', ' '));
    const handler = handlers[name] as (input: Input<Name>) => Promise<Output<Name>>;
    return handler(parsed.data as Input<Name>);
  }

  const token = await readOrMakeToken(join(places.state, 'token'));
  const http = await startHttp({
    ...options.http,
    token,
    door: { call, snapshot, subscribeAll: topics.subscribeAll },
  });
  await writeRuntimeFile(places.runtimeFile, {
    pid: process.pid,
    started_at: startedAt,
    url: http.url,
    port: http.port,
    token,
    version: options.version,
  });

  async function closeAll(): Promise<void> {
    cancelSample();
    await keeper.close();
    const stopped = supervision.close();
    if (!(await within(clock, POLITE_MS, stopped))) void supervision.close();
    await within(clock, QUIT_MS - POLITE_MS, stopped);
    await processes.close();
    changes.close();
    await http.close();
    await logs.close();
    state.close();
    await removeRuntimeFile(places.runtimeFile);
    lock?.release();
  }
  return {
    endpoint: { url: http.url, token },
    call,
    snapshot,
    subscribe: topics.subscribe,
    close(how) {
      if (closing === null) closing = closeAll();
      if (how?.force === true) void supervision.close();
      return closing;
    },
  };
}

/** Findings in a configuration file, for `signalbox validate`; nothing is started. */
export async function validateFile(file: string): Promise<readonly Finding[]> {
  const result = await loadConfiguration(file);
  return result.ok ? result.configuration.findings : result.findings;
}

function tellStart(register: Register, swept: readonly Swept[], quarantined: string | null): void {
  register.add({ lamp: 'info', kind: 'engine-started', server: null, text: 'Signalbox started' });
  if (quarantined !== null) {
    const text = `The state file was damaged: it was moved to ${quarantined}, and a new one was begun.`;
    register.add({ lamp: 'warn', kind: 'engine-started', server: null, text });
  }
  for (const { server, pids, by, left } of swept) {
    const count = pids.length === 1 ? '1 process' : `${pids.length} processes`;
    const who = by === 'guard' ? 'the guard ended' : 'this start ended';
    const still = left.length === 0 ? '' : ` Not ended: ${left.join(', ')}.`;
    const text = `${server} was left running by an engine that died: ${who} ${count} (${pids.join(', ')}).${still}`;
    register.add({ lamp: left.length === 0 ? 'warn' : 'bad', kind: 'swept', server, text });
  }
}
