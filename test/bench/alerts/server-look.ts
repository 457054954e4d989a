import type { Root, Said, SubjectLook } from '#engine/alerts/look.ts';
import type { Rule, Signal } from '#engine/configuration/configuration.ts';
import { DAY_S } from './traces/day-time.ts';
import type { Spell } from './traces/life.ts';
import { countBetween, type Span, SpanFinder } from './traces/spans.ts';
import type { ServerTrace, World } from './world.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const MIN_REQUESTS = 20;
const MIN_LINES = 10;
const DOWN_RULES = ['crash_loop', 'cannot_start', 'down', 'hung', 'critical_dependency'];
const OFFLINE: Root = { server: null, rules: ['offline'], sentence: 'there is no network' };
const NO_ROOTS: readonly Root[] = [];
const FOREVER: Span = { fromS: -1, toS: -1 };

/** What rules see of one server of a world, at the second that it was set to: any of the day that was made last. */
export class ServerLook implements SubjectLook {
  readonly server: string;
  over: string | null = null;
  quiet: string | null = null;
  roots: readonly Root[] = NO_ROOTS;
  readonly #trace: ServerTrace;
  readonly #world: World;
  readonly #quiets: SpanFinder<Span & { readonly why: string }>;
  readonly #lacks: SpanFinder<Span>;
  readonly #root: ServerTrace | null;
  #breaker: SpanFinder<Span> = new SpanFinder([]);
  #breakerDay = -1;
  #second = 0;
  #inDay = 0;
  #spell: Spell | null = null;
  /** Until when all that {@link set} found stays so. */
  #still: Span = FOREVER;
  readonly #changes: readonly number[];
  readonly #ends: readonly number[];
  /** When it came back after it was lost. */
  readonly #returns: readonly number[];
  #nextChange = 0;

  constructor(trace: ServerTrace, world: World) {
    this.server = trace.character.name;
    this.#trace = trace;
    this.#world = world;
    const { life, character } = trace;
    this.#quiets = new SpanFinder(life.quiets);
    this.#lacks = new SpanFinder(life.lacks);
    this.#root = character.dependsOn === null ? null : (world.servers[character.dependsOn] ?? null);
    this.#ends = life.ends.toSorted((a, b) => a - b);
    this.#returns = [
      ...life.spells.filter(({ kind }) => kind === 'down' || kind === 'looping'),
      ...(character.remote ? world.machine.offline : []),
    ]
      .map(({ toS }) => toS)
      .sort((a, b) => a - b);
    const roots = this.#root?.life.spells ?? [];
    const network = character.remote ? world.machine.offline : [];
    this.#changes = [...life.spells, ...life.quiets, ...life.lacks, ...roots, ...network]
      .flatMap(({ fromS, toS }) => [fromS, toS])
      .sort((a, b) => a - b);
  }

  /** When anything of it changes that is no figure. */
  get changes(): readonly number[] {
    return this.#changes;
  }

  set(second: number): void {
    this.#second = second;
    this.#inDay = Math.floor(second % DAY_S);
    if (second >= this.#still.fromS && second < this.#still.toS) return;
    const changes = this.#changes;
    let next = second < this.#still.fromS ? 0 : this.#nextChange;
    while (next < changes.length && (changes[next] ?? Infinity) <= second) next += 1;
    this.#nextChange = next;
    this.#still = { fromS: changes[next - 1] ?? 0, toS: changes[next] ?? Infinity };
    this.#spell = this.#trace.gauges.spellAt(second);
    this.over = this.#spell?.kind === 'stopped' ? 'you stopped it' : null;
    this.quiet = this.#quiets.find(second)?.why ?? null;
    this.roots = this.#findRoots(second);
  }

  value(signal: Signal): number | null {
    const { gauges, traffic, latency, memory, log, character, life } = this.#trace;
    const second = this.#second;
    const inDay = this.#inDay;
    switch (signal) {
      case 'down':
        return this.#isDown() ? 1 : 0;
      case 'crash_looping':
        return this.#spell?.kind === 'looping' ? 1 : 0;
      case 'failed':
        return this.#spell?.kind === 'failed' ? 1 : 0;
      case 'hung':
        return this.#spell?.kind === 'hung' || this.#spell?.unanswered === true ? 1 : 0;
      case 'downs_1h':
        return countBetween(this.#ends, Math.max(second - 3600, this.#forgivenS()), second);
      case 'limit_restarts_1h':
        return countBetween(life.limitRestarts, second - 3600, second);
      case 'cpu_percent':
        return gauges.cpuPercent(second);
      case 'memory_bytes':
        return gauges.memoryBytes(second);
      case 'memory_of_limit_percent':
        return share(
          character.memoryLimit === null ? null : gauges.memoryBytes(second),
          (character.memoryLimit ?? 0) * MIB,
        );
      case 'memory_times_usual':
        return this.#memoryTimesUsual();
      case 'memory_leak':
        return memory.leaks[Math.floor(inDay / 300)] ?? 0;
      case 'seconds_to_memory_limit':
        return known(memory.secondsToLimit[Math.floor(inDay / 300)]);
      case 'unmeasured':
        return 0;
      case 'processes':
        return gauges.processes(second);
      case 'threads':
        return gauges.threads(second);
      case 'open_files':
        return gauges.openFiles(second);
      case 'open_files_of_limit_percent':
        return share(gauges.openFiles(second), character.openFiles.limit);
      case 'error_percent_5m': {
        const requests = this.#within(traffic.requests, 300);
        return requests < MIN_REQUESTS ? null : (100 * this.#within(traffic.errors, 300)) / requests;
      }
      case 'errors_5m':
        return this.#within(traffic.errors, 300);
      case 'p95_ms':
        return known(latency.p95Ms[Math.max(0, Math.floor(inDay / 10) - 1)]);
      case 'p95_times_usual':
        return known(latency.timesUsual[Math.max(0, Math.floor(inDay / 10) - 1)]);
      case 'requests_per_minute':
        return this.#within(traffic.requests, 60);
      case 'breaker_open':
        return this.#isBreakerOpen() ? 1 : 0;
      case 'clients':
        return gauges.isUsed(second) ? character.clients : Math.min(1, character.clients);
      case 'connection_cycles_10m':
        return countBetween(this.#returns, second - 600, second);
      case 'disconnections_5m':
        return countBetween(this.#ends, second - 300, second);
      case 'log_errors_5m':
        return this.#within(traffic.lines, 300);
      case 'log_errors_times_usual':
        return this.#logTimesUsual(log.meanIn5m[Math.floor(inDay / 3600)] ?? Number.NaN);
      case 'log_bytes':
        return 4_000_000 + ((second * 97) % 20_000_000);
      case 'dependencies_down':
        return this.#lacks.find(second) === null ? 0 : 1;
      case 'critical_dependencies_down':
        return character.dependencyIsCritical && this.#lacks.find(second) !== null ? 1 : 0;
      case 'certificate_days':
        return character.remote ? 75 - second / DAY_S : null;
      case 'token_days':
        return null;
      case 'probe_ms':
        return this.#spell === null ? character.calls.medianMs / 10 + 0.5 : null;
      case 'score':
        return this.#spell === null ? 100 : 0;
      default:
        return null;
    }
  }

  say(rule: Rule, value: number | null): Said {
    const what =
      rule.signal === 'failed' ? 'can’t start: npx was not found' : `has a trouble: ${rule.title} (${value})`;
    return { message: `${this.server} ${what}`, nextStep: null, actions: [] };
  }

  #isDown(): boolean {
    const spell = this.#spell;
    return spell !== null && (spell.kind === 'down' || spell.kind === 'looping' || spell.kind === 'failed');
  }

  /** What its owner has started anew is judged by what it does from then on. */
  #forgivenS(): number {
    const last = this.#quiets.lastBefore(this.#second);
    return last === null ? -Infinity : last.fromS;
  }

  #within(counts: Uint32Array, seconds: number): number {
    const at = this.#inDay;
    return (counts[at] ?? 0) - (counts[Math.max(0, at - seconds)] ?? 0);
  }

  #memoryTimesUsual(): number | null {
    const { gauges, memory, character } = this.#trace;
    if (character.memoryLimit !== null) return null;
    const bytes = gauges.memoryBytes(this.#second);
    const usual = memory.usualBytes[Math.floor(this.#inDay / 1800)] ?? Number.NaN;
    if (bytes === null || Number.isNaN(usual)) return null;
    return bytes < GIB ? 0 : bytes / usual;
  }

  #logTimesUsual(meanIn5m: number): number | null {
    const lines = this.#within(this.#trace.traffic.lines, 300);
    if (Number.isNaN(meanIn5m)) return null;
    return lines < MIN_LINES ? 0 : lines / Math.max(1, meanIn5m);
  }

  #isBreakerOpen(): boolean {
    const day = Math.floor(this.#second / DAY_S);
    if (this.#breakerDay !== day) {
      this.#breakerDay = day;
      this.#breaker = new SpanFinder(this.#trace.traffic.breakerOpen);
    }
    return this.#breaker.find(this.#second) !== null;
  }

  #findRoots(second: number): readonly Root[] {
    const roots: Root[] = [];
    const root = this.#root;
    const spell = root?.gauges.spellAt(second) ?? null;
    if (root !== null && spell !== null) {
      const { name } = root.character;
      roots.push({
        server: name,
        rules: DOWN_RULES,
        sentence: `${name}, which it depends on, ${trouble(spell)}`,
      });
    }
    if (this.#trace.character.remote && this.#world.machine.isOffline(second)) roots.push(OFFLINE);
    return roots.length === 0 ? NO_ROOTS : roots;
  }
}

function trouble({ kind, unanswered }: Spell): string {
  if (kind === 'hung' || unanswered === true) return 'does not answer';
  return kind === 'looping' ? 'keeps going down' : kind === 'failed' ? 'can’t start' : `is ${kind}`;
}

function share(value: number | null, of: number): number | null {
  return value === null ? null : (100 * value) / of;
}

function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
