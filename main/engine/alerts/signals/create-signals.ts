import { join } from 'node:path';
import type { Configuration, ServerConfig } from '../../configuration/configuration.ts';
import { checkOf } from '../gathered/check-of.ts';
import { openChecksFile } from '../gathered/checks-file.ts';
import { createLogPatterns } from '../gathered/log-patterns.ts';
import { watchLogSizes } from '../gathered/log-sizes.ts';
import { createOfflineCheck } from '../gathered/offline-check.ts';
import { tokenExpiryMs } from '../gathered/token-days.ts';
import { createUsualLogErrors } from '../gathered/usual-log-errors.ts';
import { watchUsualMemory } from '../gathered/usual-memory.ts';
import { watchCertificates } from '../gathered/watch-certificates.ts';
import type { AlertLook, SubjectLook } from '../look.ts';
import { Counters } from './counters.ts';
import { createQuiet } from './quiet.ts';
import { needsNetwork, rootsOf } from './roots.ts';
import { ServerNow } from './server-now.ts';
import { ServerPast } from './server-past.ts';
import type { SignalSources } from './sources.ts';
import { ClosingSubject, MachineSubject, ServerSubject } from './subjects.ts';

/** Says what rules look at. */
export interface Signals {
  /** To be called after each sampling pass and each change of a server's state. Cheap: nothing is computed before it is asked for. */
  look(): AlertLook;
  /** Its owner has just done something to these: "you restarted it", "you changed its configuration". */
  noteEdit(servers: readonly string[], why: string): void;
  /** What happened to all servers in the last ten minutes: "the machine woke at 14:02". Null when nothing did. */
  lately(): string | null;
  close(): void;
}

const CHECK_MS = 5 * 60_000;
const REPORT_MS = 10_000;

/** What is remembered of a server from one look to the next. */
interface Mind {
  readonly config: ServerConfig;
  readonly past: ServerPast;
  readonly counters: Counters;
  /** Of a server by https, else null. */
  readonly origin: string | null;
  readonly tokenEndMs: number | null;
}

export function createSignals(sources: SignalSources): Signals {
  const { clock, settings, logs, onFault } = sources;
  const minds = new Map<string, Mind>();
  const names = (): string[] => [...minds.keys()];
  const quiet = createQuiet(clock, settings);
  const patterns = createLogPatterns({ clock, logs, settings, onFault });
  const usualMemory = watchUsualMemory({ clock, history: sources.history, servers: names, onFault });
  const usualLogErrors = createUsualLogErrors({ clock, shelves: sources.shelves });
  const logSizes = watchLogSizes({ clock, logs, servers: names });
  const certificates = watchCertificates({ clock, origins: wantedOrigins });
  const isOffline = createOfflineCheck(clock, sources.isNetworkUp);
  const checks = openChecksFile(join(sources.stateFolder, 'alerts'));
  const systemReport = every10s(sources.systemReport);
  const engineReport = every10s(sources.engineReport);
  let known: Pick<Configuration, 'servers'> | null = null;
  let cancelCheck = clock.after(CHECK_MS, check);
  let isCheckFaulty = false;

  function every10s<Value>(ask: () => Value): () => Value {
    let last: { readonly atMs: number; readonly value: Value } | null = null;
    return () => {
      const atMs = clock.monotonic();
      if (last === null || atMs - last.atMs >= REPORT_MS) last = { atMs, value: ask() };
      return last.value;
    };
  }

  function wantedOrigins(): string[] {
    return [...minds].flatMap(([name, { origin }]) =>
      origin === null || (sources.view(name)?.state ?? 'stopped') === 'stopped' ? [] : [origin],
    );
  }

  function configure(configuration: typeof known): void {
    if (configuration === null || configuration === known) return;
    known = configuration;
    const configured = new Set(configuration.servers.map(({ name }) => name));
    for (const name of minds.keys()) if (!configured.has(name)) minds.delete(name);
    usualLogErrors.forgetOthers(configured);
    // Anew, so that they lie in the order of the file.
    const before = new Map(minds);
    minds.clear();
    for (const config of configuration.servers) {
      const mind = before.get(config.name);
      minds.set(config.name, {
        config,
        past: mind?.past ?? new ServerPast(),
        counters: mind?.counters ?? new Counters(),
        origin: httpsOrigin(config.url),
        tokenEndMs: config.url === null ? null : tokenExpiryMs(config.headers),
      });
    }
  }

  function note(name: string, mind: Mind, wallMs: number, monotonicMs: number): ServerNow | null {
    const view = sources.view(name);
    if (view === null) return null;
    const { past, counters, config, origin, tokenEndMs } = mind;
    past.note(view, { wallMs, monotonicMs }, (limit) => sources.lifecycle.page({ server: name, limit }));
    const { errors } = logs.counts(name);
    counters.note(monotonicMs, sources.totals(name), errors);
    usualLogErrors.note(name, errors);
    return new ServerNow(
      {
        config,
        view,
        past,
        counters,
        usualMemoryBytes: usualMemory.bytes(name),
        usualLogErrors: usualLogErrors.perFiveMinutes(name),
        logBytes: logSizes.bytes(name),
        certificateEndMs: origin === null ? null : certificates.endMs(origin),
        tokenEndMs,
      },
      sources,
      wallMs,
    );
  }

  /** Whether it lacks something that is reached over a network. */
  function isMissed({ config, view }: ServerNow['known']): boolean {
    const isRemoteDown = view.location === 'remote' && view.state !== 'ready' && view.state !== 'stopped';
    if (!isRemoteDown && (view.location === 'remote' || config.checks.length === 0)) return false;
    return needsNetwork(config, view, sources.dependencies(config.name));
  }

  function look(): AlertLook {
    const wallMs = clock.now();
    const monotonicMs = clock.monotonic();
    const settling = quiet.settles();
    configure(sources.configuration());
    patterns.look();
    const facts = sources.system();
    const found: ServerNow[] = [];
    const isClosing = sources.isClosing();
    for (const [name, mind] of isClosing ? [] : minds) {
      const now = note(name, mind, wallMs, monotonicMs);
      if (now !== null) found.push(now);
    }
    const offline = isOffline(
      facts,
      found.some((now) => isMissed(now.known)),
    );
    const servers: SubjectLook[] = isClosing
      ? names().map((name) => new ClosingSubject(name))
      : found.map(
          (now) =>
            new ServerSubject(now, {
              monotonicMs,
              patterns,
              quiet: quiet.of(now.name),
              edited: () => quiet.edited(now.name),
              roots: () =>
                rootsOf(now.known.config, now.known.view, {
                  configs: known?.servers ?? [],
                  view: sources.view,
                  dependencies: sources.dependencies(now.name),
                  isOffline: offline === true,
                }),
            }),
        );
    const machine = new MachineSubject({
      facts,
      isOffline: offline,
      isConfigurationValid: sources.isConfigurationValid(),
      get system() {
        return systemReport();
      },
      get engine() {
        return engineReport();
      },
    });
    return { atMs: wallMs, monotonicMs, servers, machine, settling };
  }

  function check(): void {
    cancelCheck = clock.after(CHECK_MS, check);
    const views = names()
      .map(sources.view)
      .filter((view) => view !== null);
    checks.append(checkOf(clock.now(), views, sources.system(), sources.open())).then(
      () => {
        isCheckFaulty = false;
      },
      (error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        if (!isCheckFaulty) onFault(`The continuous checks can't be written: ${why}`);
        isCheckFaulty = true;
      },
    );
  }

  return {
    look,
    noteEdit(servers, why) {
      quiet.note(servers, why);
      for (const server of servers) minds.get(server)?.past.forgive();
    },
    lately: quiet.lately,
    close() {
      cancelCheck();
      patterns.close();
      usualMemory.close();
      usualLogErrors.close();
      logSizes.close();
      certificates.close();
    },
  };
}

function httpsOrigin(url: string | null): string | null {
  const parsed = url === null ? null : URL.parse(url);
  return parsed?.protocol === 'https:' ? parsed.origin : null;
}
