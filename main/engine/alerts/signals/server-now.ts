import type { DependencyView } from '#contract/health.ts';
import type { Trend } from '#contract/metric.ts';
import type { ServerView } from '#contract/server.ts';
import type { ServerConfig } from '../../configuration/configuration.ts';
import type { ServerTotals } from '../../telemetry/telemetry.ts';
import { daysUntil } from '../gathered/token-days.ts';
import type { Counters } from './counters.ts';
import type { ServerPast } from './server-past.ts';
import type { SignalSources } from './sources.ts';

const MIN_ASKED = 20;
/** A trend that leads to its limit no sooner than this says nothing about when it will. */
const FURTHEST_SECONDS = 30 * 86_400;
const GIB = 1024 ** 3;

/** What is known of a server beside its sources. */
export interface ServerKnown {
  readonly config: ServerConfig;
  readonly view: ServerView;
  readonly past: ServerPast;
  readonly counters: Counters;
  readonly usualMemoryBytes: number | null;
  /** Error lines in its log in five minutes, by its habit. */
  readonly usualLogErrors: number | null;
  readonly logBytes: number | null;
  /** Milliseconds since 1970. */
  readonly certificateEndMs: number | null;
  readonly tokenEndMs: number | null;
}

type Sources = Pick<
  SignalSources,
  | 'view'
  | 'usage'
  | 'totals'
  | 'figures'
  | 'usualP95Ms'
  | 'trends'
  | 'dependencies'
  | 'custom'
  | 'openFilesLimit'
>;

/** One server in one moment: what rules compare, and what sentences about it rest on. Nothing is computed before it is asked for. */
export class ServerNow {
  readonly known: ServerKnown;
  readonly #sources: Sources;
  readonly #wallMs: number;

  constructor(known: ServerKnown, sources: Sources, wallMs: number) {
    this.known = known;
    this.#sources = sources;
    this.#wallMs = wallMs;
  }

  get name(): string {
    return this.known.view.name;
  }

  get isDown(): boolean {
    const { state, health } = this.known.view;
    switch (state) {
      case 'backing-off':
      case 'crash-looping':
      case 'failed':
        return true;
      case 'waiting':
      case 'starting':
      case 'stopping':
        // At its first start nothing is known; one that starts again after it went down is down until it is back.
        return health === 'unhealthy';
      case 'ready':
      case 'stopped':
        return false;
      default:
        return state satisfies never;
    }
  }

  /** Of what all its processes may use together; null without a limit. */
  get memoryLimitBytes(): number | null {
    let least: number | null = null;
    for (const { limit, value } of this.known.view.limits) {
      if ((limit === 'memory_soft' || limit === 'memory_hard') && (least === null || value < least))
        least = value;
    }
    // Each instance of a pool may use as much, and what is known of them is their sum.
    const running = this.known.view.instances.filter(({ pid }) => pid !== null).length;
    return least === null ? null : least * Math.max(1, running);
  }

  get memoryTimesUsual(): number | null {
    const { memory_bytes: bytes, limits } = this.known.view;
    if (bytes === null || limits.some(({ limit }) => limit === 'memory_soft' || limit === 'memory_hard'))
      return null;
    if (bytes < GIB) return 0;
    const usual = this.known.usualMemoryBytes;
    return usual === null || usual <= 0 ? null : bytes / usual;
  }

  get memoryTrend(): Trend | null {
    return this.#sources.trends(this.name).find(({ metric }) => metric === 'memory_bytes') ?? null;
  }

  get secondsToMemoryLimit(): number | null {
    const trend = this.memoryTrend;
    if (trend === null || trend.limit === null) return null;
    if (trend.reaches_limit_at === null) return FURTHEST_SECONDS;
    const seconds = (Date.parse(trend.reaches_limit_at) - this.#wallMs) / 1_000;
    return Math.min(FURTHEST_SECONDS, Math.max(0, seconds));
  }

  /** Of the one process that has the most: each is held to the limit alone. */
  get mostOpenFiles(): number | null {
    const { open_files, processes } = this.known.view;
    return this.#sources.usage(this.name)?.mostOpenFiles ?? (processes === 1 ? open_files : null);
  }

  get openFilesLimit(): number | null {
    const held = this.known.view.limits.find(
      ({ limit, enforced_by }) => limit === 'open_files' && enforced_by !== 'none',
    );
    return held?.value ?? (this.known.view.location === 'local' ? this.#sources.openFilesLimit : null);
  }

  get totals(): ServerTotals | null {
    return this.#sources.totals(this.name);
  }

  get askedWithin5m(): number {
    return this.known.counters.rose('asked');
  }

  get errorPercent(): number | null {
    const asked = this.askedWithin5m;
    return asked < MIN_ASKED ? null : (100 * this.known.counters.rose('errors')) / asked;
  }

  /** Of the last ten minutes. */
  get recentP95Ms(): number | null {
    return this.known.counters.p95Ms(this.totals, MIN_ASKED);
  }

  get usualP95Ms(): number | null {
    return this.#sources.usualP95Ms(this.name);
  }

  get p95TimesUsual(): number | null {
    const usual = this.usualP95Ms;
    if (usual === null || usual <= 0) return null;
    const recent = this.recentP95Ms;
    return recent === null ? null : recent / usual;
  }

  get figures() {
    return this.#sources.figures(this.name);
  }

  get dependencies(): readonly DependencyView[] {
    return this.#sources.dependencies(this.name);
  }

  /** A server that is stopped is missed because its owner wants it so. */
  missing(isCritical: boolean): readonly DependencyView[] {
    return this.dependencies.filter(
      ({ name, status, critical }) =>
        status === 'unhealthy' && (critical || !isCritical) && !this.#isStopped(name),
    );
  }

  #isStopped(check: string): boolean {
    const found = this.known.config.checks.find(({ name }) => name === check);
    return found?.kind === 'server' && this.#sources.view(found.server)?.state === 'stopped';
  }

  get logErrors(): number {
    return this.known.counters.rose('logErrors');
  }

  get logErrorsTimesUsual(): number | null {
    const { usualLogErrors: usual } = this.known;
    if (usual === null) return null;
    const errors = this.logErrors;
    // One that usually logs no errors at all is no infinite times worse with the first ten.
    return errors < 10 ? 0 : errors / Math.max(1, usual);
  }

  get certificateDays(): number | null {
    const end = this.known.certificateEndMs;
    return end === null ? null : daysUntil(end, this.#wallMs);
  }

  get tokenDays(): number | null {
    const end = this.known.tokenEndMs;
    return end === null ? null : daysUntil(end, this.#wallMs);
  }

  /** A metric of its own; without labels the one that is furthest on the side that the rule looks for. */
  custom(key: `custom:${string}`, side: 'highest' | 'lowest'): number | null {
    const values = this.#sources.custom(this.name);
    const exact = values.get(key);
    if (exact !== undefined || key.includes('{')) return exact ?? null;
    let found: number | null = null;
    for (const [name, value] of values) {
      if (!name.startsWith(`${key}{`)) continue;
      if (found === null || (side === 'highest' ? value > found : value < found)) found = value;
    }
    return found;
  }
}
