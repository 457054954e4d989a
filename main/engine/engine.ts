import { cpus } from 'node:os';
import { join } from 'node:path';
import type { ConfigurationStatus } from '#contract/configuration-status.ts';
import { ProblemError } from '#contract/problem.ts';
import type { RuntimeFacts } from '#contract/runtime-facts.ts';
import type { ServerView } from '#contract/server.ts';
import type { Snapshot } from '#contract/snapshot.ts';
import { createCalls } from './calls.ts';
import { guardLost, portTakenEntry, samplingFailed, startEntries, sweptEntries } from './engine-entries.ts';
import type { Engine, EngineOptions } from './engine-options.ts';
import { createGateway } from './gateway/gateway.ts';
import { GATEWAY_BEFORE_FILE } from './gateway-before-file.ts';
import { judgeAll } from './health/health.ts';
import type { ConfigurationKeeper } from './keeping/keeping.ts';
import { createHiddenValues, isSecretName, openLogs } from './logs/logs.ts';
import { openMonitor } from './monitor.ts';
import { openAlerts } from './open-alerts.ts';
import { openConfiguration } from './open-configuration.ts';
import { makePlaces } from './places.ts';
import { type EnginePorts, silentNotifier, systemClock } from './ports.ts';
import { openProcesses, type Swept, within } from './process/process.ts';
import {
  readOrMakeToken,
  removePidFile,
  removeRuntimeFile,
  writePidFile,
  writeRuntimeFile,
} from './runtime-file.ts';
import { samplePaceMs } from './sample-pace.ts';
import { startSampling } from './start-sampling.ts';
import { openState } from './state/state.ts';
import { stopAll } from './stop-all.ts';
import {
  createSupervision,
  createTrials,
  type Supervision,
  secretArguments,
} from './supervision/supervision.ts';
import { takeLock } from './take-lock.ts';
import { createTrafficLog } from './telemetry/telemetry.ts';
import { createTopics } from './topics.ts';
import { watchServers } from './watch-servers.ts';

export { configurationSchema } from './configuration/configuration.ts';
export type { Engine, EngineOptions } from './engine-options.ts';
export { fileSettings, migrationOf } from './file-settings.ts';
export { openSecrets } from './open-reading.ts';
export { EngineRunningError } from './take-lock.ts';
export { validateFile } from './validate-file.ts';

/** While no configuration could be read; as the documented default. */
const SHUTDOWN_MS = 8_000;
/** For the sampling pass at the end, before the servers are stopped; it is finished while they are. */
const LAST_PASS_MS = 500;
const REGISTER_SHOWN = 200;
const UNKNOWN_RUNTIME: RuntimeFacts = { started_by: 'other', mode: 'production', why: [], defaults: {} };

/**
 * Starts an engine: sweeps what an earlier one left behind, starts the configured servers, opens the HTTP server.
 * Resolves when all of that is under way; the servers become ready afterwards. Throws EngineRunningError.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { places } = options;
  const ports: EnginePorts = {
    clock: systemClock,
    random: Math.random,
    notifier: silentNotifier,
    ...options.ports,
  };
  const { clock } = ports;
  const runtime = options.runtime ?? UNKNOWN_RUNTIME;
  await makePlaces(places);
  // Everything that is opened puts its end on this stack, so that a start that fails half-way leaves nothing either.
  const stack = new AsyncDisposableStack();
  try {
    const lock = await takeLock(places);
    stack.defer(() => lock.release());
    // One that an engine left which was killed names a process that is gone.
    await removeRuntimeFile(places.runtimeFile);
    const hidden = createHiddenValues();
    const state = openState(places.databaseFile, clock, hidden.mask);
    stack.defer(() => state.close());
    // Nobody is kept before all that it keeps in step is there.
    const keeping: { keeper: ConfigurationKeeper | null } = { keeper: null };
    const logs = await openLogs({
      folder: places.logs,
      clock,
      hidden,
      settings: () => keeping.keeper?.current?.logging ?? null,
    });
    stack.defer(() => logs.close());
    const { register } = state;
    const onFault = (text: string) => void register.add({ lamp: 'warn', kind: 'failed', server: null, text });
    const { processes, swept } = await openProcesses({
      homeId: state.homeId,
      records: state.records,
      genealogy: state.genealogy,
      clock,
      stateFolder: places.state,
      environment: options.environment ?? process.env,
      onGuardLost: (reason) => register.add(guardLost(reason)),
      onFault,
    });
    stack.defer(() => processes.close());

    const pacing = { hurry: () => {} };
    const topics = createTopics(() => pacing.hurry());
    register.subscribe((entry) => topics.publish('register', entry));
    logs.subscribe((lines) => topics.publish('logs', [...lines]));
    for (const entry of startEntries(swept, state.quarantined)) register.add(entry);

    const { version } = options;
    const onChange = (name: string, isState: boolean) => {
      changes.note(name, isState);
      if (isState) keeping.keeper?.serverChanged(name);
    };
    const onSwept = (late: readonly Swept[]) => {
      for (const entry of sweptEntries(late)) register.add(entry);
    };
    // They need each other; nobody is asked before all of them are there.
    const shutdownMs = () => keeping.keeper?.current?.operations.shutdownTimeoutMs ?? SHUTDOWN_MS;
    const gatewaySettings = () => keeping.keeper?.current?.gateway ?? GATEWAY_BEFORE_FILE;
    const traffic = createTrafficLog({
      clock,
      settings: gatewaySettings,
      isSecret: isSecretName,
      secretsIn: (text) => [...secretArguments([text]), ...hidden.forms],
    });
    const gateway = createGateway({
      ...ports,
      version,
      state,
      onFault,
      supervision: () => supervision,
      settings: gatewaySettings,
      call: (name, input, by) => call(name, input, by),
      keeper() {
        if (keeping.keeper !== null) return keeping.keeper;
        throw new ProblemError('closing', 'Signalbox is only just starting');
      },
      traffic,
      onChange: (name) => changes.note(name),
      publish: {
        traffic: (traffic) => topics.publish('traffic', traffic),
        requests: (records) => topics.publish('requests', [...records]),
      },
    });
    stack.defer(() => gateway.close());
    const supervision: Supervision = createSupervision({
      processes,
      logs,
      ...ports,
      version,
      state,
      onChange,
      onSwept,
      onFault,
      upstreamEvents: gateway.upstreamEvents,
      traffic: (name) => gateway.server(name),
      evidence: (name) => monitor.evidence(name),
    });
    const startedAtMs = clock.now();
    let isConfigurationValid = true;
    const judge = (views: readonly ServerView[]) => judgeAll(views, isConfigurationValid);
    const monitor = openMonitor({
      ...ports,
      version,
      places,
      startedAtMs,
      processes,
      register,
      traffic,
      supervision: () => supervision,
      view: (name) => changes.told(name) ?? supervision.view(name),
      configuration: () => keeping.keeper?.current ?? null,
      breaker: (name) => gateway.server(name),
      overview: () => judge(supervision.views()),
      onChange: (name) => changes.note(name),
      hidden,
      onFault,
    });
    const changes = watchServers({
      clock,
      names: () => supervision.names(),
      view: (name) => supervision.view(name),
      judge,
      publish(change) {
        topics.publish('servers', change);
        alerts.lookSoon();
      },
    });
    stack.defer(() => changes.close());
    stack.defer(async () => {
      await Promise.all([stopAll(supervision, clock, shutdownMs()), monitor.close()]);
    });
    const trials = await createTrials({
      processes,
      ...ports,
      version,
      onFault,
      folder: join(places.state, 'trials'),
      hidden,
    });
    stack.defer(() => trials.close());
    let address: string | null = null;
    let closing: Promise<void> | null = null;
    const alerts = openAlerts({
      ports,
      places,
      state,
      logs,
      processes,
      supervision,
      gateway,
      monitor,
      view: changes.told,
      configuration: () => keeping.keeper?.current ?? null,
      isConfigurationValid: () => isConfigurationValid,
      isClosing: () => closing !== null,
      address: () => address,
      publish: (now) => topics.publish('alerts', now),
      onFault,
    });
    stack.defer(() => alerts.close());

    let appliedAt: string | null = null;
    const noteEdits = ({ applied_at, plan }: ConfigurationStatus) => {
      if (applied_at === appliedAt) return;
      const isStart = appliedAt === null;
      appliedAt = applied_at;
      const touched = isStart || plan === null ? [] : [...plan.start, ...plan.restart, ...plan.update];
      alerts.noteOwner(touched, 'you changed its configuration');
      // The first is told before anybody can ask for it.
      if (keeping.keeper !== null) alerts.settingsChanged();
    };
    const { keeper, configFile, history, integrity, reading, secrets } = await openConfiguration(options, {
      stack,
      ports,
      state,
      hidden,
      processes,
      supervision,
      startedAtMs,
      runtimeDefaults: runtime.defaults,
      current: () => keeping.keeper?.current ?? null,
      onFault,
      onStatus(status) {
        isConfigurationValid = status.valid;
        hidden.add(keeping.keeper?.current?.secrets ?? []);
        changes.noteAll();
        gateway.look();
        monitor.look();
        noteEdits(status);
        topics.publish('configuration', status);
      },
    });
    keeping.keeper = keeper;
    hidden.add(keeper.current?.secrets ?? []);
    gateway.look();
    monitor.look();
    if (keeper.current !== null) alerts.settingsChanged();
    // Here, since what it tells must still be heard.
    stack.defer(() => keeper.close());

    const paceMs = () =>
      samplePaceMs(keeper.current?.monitoring ?? null, {
        isWatched: topics.isHeard('samples'),
        overview: changes.overview(),
      });
    const takePass = async () => {
      const { pass, views } = await monitor.pass(paceMs());
      monitor.noteSamplingFault(null);
      topics.publish('samples', pass);
      changes.tellAll(views);
      alerts.look();
    };
    const sampler = startSampling({
      clock,
      intervalMs: paceMs,
      pass: takePass,
      onFault(message) {
        monitor.noteSamplingFault(message);
        register.add(samplingFailed(message));
      },
    });
    pacing.hurry = () => sampler.hurry();
    stack.defer(async () => {
      await sampler.close();
      // What happened since the last pass is kept too; servers that run are seen by it, unless that takes long.
      const last = monitor
        .pass(paceMs())
        .catch((error: unknown) => onFault(`The last pass failed: ${error}`));
      await within(clock, LAST_PASS_MS, last);
    });

    const snapshot = (): Snapshot => {
      const servers = supervision.views();
      return {
        engine: {
          version,
          pid: process.pid,
          started_at: new Date(startedAtMs).toISOString(),
          home: places.home ?? "the system's folders",
          url: address,
          processors: cpus().length,
          shell_path: processes.shellPath,
          runtime,
        },
        overview: judge(servers),
        servers,
        configuration: keeper.status,
        register: register.latest(REGISTER_SHOWN),
        samples: monitor.recent(),
        alerts: alerts.now(),
      };
    };
    const call = createCalls({
      alerts,
      clock,
      supervision,
      keeper,
      log: history.log,
      backups: history.backups,
      integrity,
      logs,
      gateway,
      monitor,
      trials,
      secrets,
      reading,
      configFile,
      environment: options.environment ?? process.env,
      address: () => address,
      snapshot,
      isClosing: () => closing !== null,
    });

    const token = await readOrMakeToken(join(places.state, 'token'));
    // Loaded while the servers start, which costs as much as an engine without HTTP (measured).
    const { startHttp } = await import('./http/http.ts');
    const wanted = keeper.current?.http;
    const http = await startHttp({
      ...options.http,
      ...(wanted === undefined ? {} : { host: wanted.host }),
      usualPort: wanted?.port ?? undefined,
      token,
      door: {
        call,
        snapshot,
        prometheus: monitor.prometheus,
        isProfiling: () => keeper.current?.monitoring.profiling === true,
        subscribeAll: topics.subscribeAll,
      },
      mount: gateway.endpoint,
    });
    stack.defer(() => http.close());
    // Before the way to them is closed: whoever waits for an answer hears that there will be none.
    stack.defer(() => gateway.close());
    const { url, port } = http;
    address = url;
    if (options.http.port === null && wanted?.port != null && wanted.port !== 0 && wanted.port !== port)
      register.add(portTakenEntry(wanted.port, url));
    await writeRuntimeFile(places.runtimeFile, {
      pid: process.pid,
      started_at: new Date(startedAtMs).toISOString(),
      url,
      port,
      token,
      version,
    });
    stack.defer(() => removeRuntimeFile(places.runtimeFile));
    const { pidFile } = places;
    if (pidFile !== null) {
      await writePidFile(pidFile);
      stack.defer(() => removePidFile(pidFile));
    }

    return {
      endpoint: { url, token },
      call,
      snapshot,
      get shutdownMs() {
        return shutdownMs();
      },
      get logFormat() {
        return keeper.current?.logging.format ?? 'text';
      },
      subscribe: topics.subscribe,
      close(how) {
        closing ??= stack.disposeAsync();
        // A second wish to stop is what hurries the ladders.
        if (how?.force === true) void supervision.close();
        return closing;
      },
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}
