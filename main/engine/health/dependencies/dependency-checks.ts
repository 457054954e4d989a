import type { DependencyView } from '#contract/health.ts';
import type { RegisterEntry } from '#contract/register.ts';
import type { DependencyCheck } from '../../configuration/configuration.ts';
import { secretValues } from '../../logs/logs.ts';
import type { Clock } from '../../ports.ts';
import type { Processes } from '../../process/process.ts';
import { sayDuration } from '../score/wording.ts';
import type { Look } from './found.ts';
import { lookCommand } from './look-command.ts';
import { lookFile } from './look-file.ts';
import { lookHttp } from './look-http.ts';
import { lookTcp } from './look-tcp.ts';
import { showTarget } from './show-target.ts';
import { Turns } from './turns.ts';
import { type Finding, NOT_LOOKED, type Turn, WatchedCheck } from './watched-check.ts';

/** A server with what it needs from elsewhere. */
export interface CheckedServer {
  readonly name: string;
  readonly checks: readonly DependencyCheck[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string | null;
  /** False for one that is stopped or disabled: nobody wants to know then. */
  readonly wanted: boolean;
}

export interface DependencyChecks {
  /** In the order of the configuration; empty for a server without checks. */
  of(server: string): readonly DependencyView[];
  /**
   * To be called when a server was configured anew, is wanted or not wanted any more, or came into another state: checks
   * begin and end, and those of servers on servers are looked at again. Where there are checks it looks by itself every
   * 5 s too, so that only a new configuration has to be told at once.
   */
  look(): void;
  /** Ends all looks that are under way. */
  close(): void;
}

export interface DependencyChecksOptions {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly servers: () => readonly CheckedServer[];
  readonly run: Processes['run'];
  /** Whether that server is ready. */
  readonly isReady: (server: string) => boolean;
  /** The secrets on a command line. */
  readonly secretsOf: (args: readonly string[]) => readonly string[];
  /** What is known of that server's dependencies has changed. */
  readonly onChange: (server: string) => void;
  readonly tell: (entry: Omit<RegisterEntry, 'id' | 'at'>) => void;
}

const AT_ONCE = 8;
const LOOK_EVERY_MS = 5_000;
/** So long a server may take to be ready for the first time before others are said to miss it. */
const START_MS = 30_000;

const UNWANTED: Finding = { ...NOT_LOOKED, message: 'is not looked at while the server is stopped' };

interface Entry {
  server: CheckedServer;
  readonly watched: Map<string, { readonly definition: string; readonly watch: WatchedCheck }>;
  readonly targets: WeakMap<DependencyCheck, string>;
}

/** Looks at what servers need from elsewhere, for as long as they are wanted. */
export function createDependencyChecks(options: DependencyChecksOptions): DependencyChecks {
  const { clock, random, run, isReady, onChange, tell } = options;
  const entries = new Map<string, Entry>();
  const turns = new Turns(AT_ONCE);
  let closed = false;
  let cancel = (): void => {};

  function lookOf(entry: Entry, check: DependencyCheck): Look {
    switch (check.kind) {
      case 'http':
        return (signal) => lookHttp(check, clock, signal);
      case 'tcp':
        return (signal) => lookTcp(check, clock, signal);
      case 'file':
        return () => lookFile(check, clock);
      case 'command':
        return (signal) => {
          const { name: server, env, cwd } = entry.server;
          const place = { server, env, cwd, secrets: secretsOf(entry.server, check) };
          return lookCommand(check, place, run, signal);
        };
      case 'server':
        return lookServer(check.server);
      default:
        return check satisfies never;
    }
  }

  /** Both may be starting, as at the start of the engine: that is no news. */
  function lookServer(server: string): Look {
    const sinceMs = clock.monotonic();
    let isExpected = false;
    return async () => {
      if (isReady(server)) {
        isExpected = true;
        return { ok: true, message: 'is ready' };
      }
      isExpected ||= clock.monotonic() - sinceMs >= START_MS;
      return isExpected ? { ok: false, message: 'is not ready' } : { ok: null, message: 'is not ready yet' };
    };
  }

  function secretsOf({ env }: CheckedServer, check: DependencyCheck): readonly string[] {
    const found =
      check.kind === 'command'
        ? options.secretsOf([check.command, ...check.args])
        : check.kind === 'http'
          ? [...options.secretsOf([check.url]), ...Object.values(check.headers)]
          : [];
    // A short one would mask ordinary words.
    const written = found.filter((secret) => secret.length > 3);
    return [...written, ...secretValues(env)].sort((a, b) => b.length - a.length);
  }

  function watch(entry: Entry, check: DependencyCheck): WatchedCheck {
    return new WatchedCheck({
      clock,
      random,
      check,
      turns,
      look: lookOf(entry, check),
      onFinding(finding, before, turn) {
        const { name } = entry.server;
        if (turn !== null) tellOf(name, check, finding.message, turn);
        if (finding.status !== before.status || finding.message !== before.message) onChange(name);
      },
    });
  }

  function tellOf(server: string, { name, critical }: DependencyCheck, message: string, turn: Turn): void {
    if (turn.kind === 'down') {
      const lamp = critical ? 'bad' : 'warn';
      tell({ lamp, kind: 'dependency-down', server, text: `${server} misses ${name}: it ${message}` });
      return;
    }
    const text = `${server} has ${name} again after ${sayDuration(turn.downMs)}: it ${message}`;
    tell({ lamp: 'ok', kind: 'dependency-back', server, text });
  }

  function end(entry: Entry): void {
    for (const { watch: ended } of entry.watched.values()) ended.close();
    entry.watched.clear();
  }

  /** Begins what is new, ends what is no longer there, and leaves the rest alone. */
  function follow(entry: Entry): void {
    const { checks, wanted } = entry.server;
    if (!wanted) {
      end(entry);
      return;
    }
    const names = new Set(checks.map(({ name }) => name));
    for (const [name, { watch: ended }] of entry.watched) {
      if (names.has(name)) continue;
      ended.close();
      entry.watched.delete(name);
    }
    for (const check of checks) {
      const definition = JSON.stringify(check);
      const known = entry.watched.get(check.name);
      if (known?.definition === definition) continue;
      known?.watch.close();
      entry.watched.set(check.name, { definition, watch: watch(entry, check) });
    }
  }

  /** A server's state is known at once: nobody has to wait for the next look at it. */
  function hurryServers({ server, watched }: Entry): void {
    for (const check of server.checks) {
      if (check.kind !== 'server') continue;
      const known = watched.get(check.name)?.watch;
      const status = isReady(check.server) ? 'healthy' : 'unhealthy';
      if (known !== undefined && known.finding.status !== 'unknown' && known.finding.status !== status)
        known.hurry();
    }
  }

  function look(): void {
    if (closed) return;
    const servers = options.servers().filter(({ checks }) => checks.length > 0);
    const names = new Set(servers.map(({ name }) => name));
    for (const [name, entry] of entries) {
      if (names.has(name)) continue;
      end(entry);
      entries.delete(name);
    }
    for (const server of servers) {
      const known = entries.get(server.name);
      const entry = known ?? { server, watched: new Map(), targets: new WeakMap() };
      const isSame = known?.server.checks === server.checks && known.server.wanted === server.wanted;
      entry.server = server;
      entries.set(server.name, entry);
      if (!isSame) follow(entry);
      hurryServers(entry);
    }
    cancel();
    // Where nothing is configured to be checked, nothing is looked at.
    if (entries.size > 0) cancel = clock.after(LOOK_EVERY_MS, look);
  }

  // Not while the engine is only just being put together.
  cancel = clock.after(0, look);

  function view(entry: Entry, check: DependencyCheck): DependencyView {
    const { name, kind, critical } = check;
    let target = entry.targets.get(check);
    if (target === undefined) {
      target = showTarget(check, secretsOf(entry.server, check));
      entry.targets.set(check, target);
    }
    const finding = entry.server.wanted ? (entry.watched.get(name)?.watch.finding ?? NOT_LOOKED) : UNWANTED;
    return { name, kind, target, critical, ...finding };
  }

  return {
    of(server) {
      const entry = entries.get(server);
      return entry === undefined ? [] : entry.server.checks.map((check) => view(entry, check));
    },
    look,
    close() {
      closed = true;
      cancel();
      for (const entry of entries.values()) end(entry);
    },
  };
}
