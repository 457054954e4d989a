import { isDeepStrictEqual } from 'node:util';
import type { CustomMetric, CustomMetrics } from '#contract/metric.ts';
import type { MetricsCommand } from '../../configuration/configuration.ts';
import { secretValues } from '../../logs/logs.ts';
import type { Clock } from '../../ports.ts';
import type { CommandOutcome, ShortCommand } from '../../process/process.ts';
import type { Secrets } from '../traffic/mask-arguments.ts';
import type { CustomMetricsKeeper } from './custom-metrics.ts';
import { historyValues, isNumber, type KnownSecrets, maskText, presentable } from './keep-values.ts';
import { explainOutcome } from './outcome-text.ts';
import { parseExposition } from './parse-exposition.ts';

/** A server as far as its figures go. */
export interface MetricsSource {
  readonly name: string;
  /** Null where it has none to give. */
  readonly config: MetricsCommand | null;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string | null;
  readonly running: boolean;
}

/** `Secrets` are what is masked in labels and in complaints, beside the secrets of the server's environment. */
export interface CustomMetricsOptions extends Secrets {
  readonly clock: Clock;
  /** Asked once a second while one of them has a command. */
  readonly servers: () => readonly MetricsSource[];
  /** Of the process room. */
  readonly run: (spec: ShortCommand, signal: AbortSignal) => Promise<CommandOutcome>;
  /** A fault of ours. */
  readonly onFault: (message: string) => void;
}

/** All servers together; more wait. */
const MOST_AT_A_TIME = 4;
const MAX_METRICS = 200;
const LOOK_EVERY_MS = 1_000;
const NOTHING: ReadonlyMap<`custom:${string}`, number> = new Map();

interface Kept {
  source: MetricsSource & { readonly config: MetricsCommand };
  metrics: readonly CustomMetric[];
  values: ReadonlyMap<`custom:${string}`, number>;
  /** Of the last good run; null before it. */
  at: string | null;
  error: string | null;
  /** On the clock that never jumps. */
  dueMs: number;
  goodUntilMs: number;
  running: AbortController | null;
}

/** Runs each server's own command at its interval while the server runs, never two of one server at once. */
export function createCustomMetrics(options: CustomMetricsOptions): CustomMetricsKeeper {
  const { clock } = options;
  const kept = new Map<string, Kept>();
  /** By server; also of one that is not wanted any more and has not ended yet. */
  const runs = new Map<string, Promise<void>>();
  let closed = false;
  let cancelLook = (): void => {};

  function look(): void {
    cancelLook();
    if (closed) return;
    takeOver(options.servers());
    const due = [...kept.values()]
      .filter(({ source, dueMs }) => source.running && dueMs <= clock.monotonic() && !runs.has(source.name))
      .sort((a, b) => a.dueMs - b.dueMs);
    for (const one of due.slice(0, Math.max(0, MOST_AT_A_TIME - runs.size))) start(one);
    if (kept.size > 0) cancelLook = clock.after(LOOK_EVERY_MS, look);
  }

  function takeOver(sources: readonly MetricsSource[]): void {
    const named = new Map(sources.map((source) => [source.name, source]));
    for (const [name, { running }] of kept) {
      if (named.get(name)?.config) continue;
      running?.abort();
      kept.delete(name);
    }
    for (const { config, ...source } of sources) {
      if (config === null) continue;
      const one = kept.get(source.name);
      const isSame =
        one !== undefined && isDeepStrictEqual(launchOf(one.source), launchOf({ ...source, config }));
      if (!isSame) {
        one?.running?.abort();
        kept.set(source.name, newlyKept({ ...source, config }));
        continue;
      }
      // It is asked as soon as it runs again.
      if (one.source.running && !source.running) Object.assign(one, { dueMs: 0, values: NOTHING });
      if (!source.running) one.running?.abort();
      one.dueMs = Math.min(one.dueMs, clock.monotonic() + config.intervalMs);
      one.source = { ...source, config };
    }
  }

  function start(one: Kept): void {
    const running = new AbortController();
    const { name, config } = one.source;
    one.running = running;
    one.dueMs = clock.monotonic() + config.intervalMs;
    const { promise, resolve } = Promise.withResolvers<void>();
    runs.set(name, promise);
    void ask(one, running.signal)
      .catch((error: unknown) => {
        one.error = 'What the command printed could not be read, for a fault of Signalbox';
        options.onFault(
          `The figures of ${name} can't be read: ${error instanceof Error ? error.message : String(error)}`,
        );
      })
      .finally(() => {
        if (one.running === running) one.running = null;
        runs.delete(name);
        resolve();
        look();
      });
  }

  async function ask(one: Kept, signal: AbortSignal): Promise<void> {
    const { name, config, env, cwd } = one.source;
    const { command, args, timeoutMs, maxBytes } = config;
    const outcome = await options.run({ server: name, command, args, env, cwd, timeoutMs, maxBytes }, signal);
    if (signal.aborted) return;
    const secrets: KnownSecrets = { ...options, known: secretValues(env) };
    const problem = explainOutcome(outcome, config, (text) => maskText(text, secrets));
    const read = problem === null && outcome.kind === 'exited' ? parseExposition(outcome.stdout) : null;
    if (!read?.ok) {
      const why =
        read === null ? problem : maskText(`what ${command} printed can't be read: ${read.problem}`, secrets);
      one.values = NOTHING;
      one.error = why;
      return;
    }
    if (read.metrics.length === 0) {
      one.values = NOTHING;
      one.error = `${command} printed no values`;
      return;
    }
    one.metrics = presentable(read.metrics.slice(0, MAX_METRICS), secrets);
    one.values = historyValues(one.metrics);
    one.at = new Date(clock.now()).toISOString();
    one.goodUntilMs = clock.monotonic() + config.intervalMs + timeoutMs;
    const tooMany = read.metrics.length > MAX_METRICS;
    one.error = tooMany
      ? `${command} printed ${read.metrics.length} values; the first ${MAX_METRICS} are kept`
      : null;
  }

  function valuesOf(server: string): Kept['values'] {
    const one = kept.get(server);
    return one === undefined || one.goodUntilMs < clock.monotonic() ? NOTHING : one.values;
  }

  look();
  return {
    of(server) {
      const one = kept.get(server);
      if (one === undefined) return null;
      return { at: one.at, metrics: one.metrics.filter(isNumber), error: one.error } satisfies CustomMetrics;
    },
    current: (server) => (valuesOf(server) === NOTHING ? [] : (kept.get(server)?.metrics ?? [])),
    values: valuesOf,
    look,
    async close() {
      closed = true;
      cancelLook();
      for (const { running } of kept.values()) running?.abort();
      await Promise.all(runs.values());
    },
  };
}

function newlyKept(source: Kept['source']): Kept {
  return {
    source,
    metrics: [],
    values: NOTHING,
    at: null,
    error: null,
    dueMs: 0,
    goodUntilMs: 0,
    running: null,
  };
}

/** What makes it another program, so that what the old one printed is no figure of the new one. */
function launchOf({ config: { command, args }, env, cwd }: Kept['source']): unknown {
  return { command, args, env, cwd };
}
