import type { RequestError } from '#contract/traffic.ts';

/**
 * Upper bounds in seconds, as OpenTelemetry advises for `mcp.server.operation.duration`; one more bucket holds what is
 * slower than the last.
 */
export const OPERATION_BOUNDS_SECONDS = [
  0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300,
] as const;

/** Codes are chosen by servers; what comes after so many of one method is counted together. */
const MAX_ERROR_TYPES = 8;
/** OpenTelemetry's word for errors that have no name of their own. */
const OTHER_ERROR = '_OTHER';

/** How long the requests of one method and tool took that ended in one way. Only rises. */
export interface Operation {
  readonly server: string;
  readonly method: string;
  /** The tool or prompt; null for methods without one. */
  readonly target: string | null;
  /** OpenTelemetry's `error.type`; empty for what went well. */
  readonly errorType: string;
  /** One for each of {@link OPERATION_BOUNDS_SECONDS} and one more; not cumulative. Not to be changed. */
  readonly counts: Float64Array;
  readonly count: number;
  readonly sumSeconds: number;
  /** Rises with each that is new. */
  readonly born: number;
}

class OperationCounts {
  static #last = 0;
  readonly born = ++OperationCounts.#last;
  readonly errorType: string;
  // Not 32 bits: at 14,000 calls a second those are full after three days.
  readonly counts = new Float64Array(OPERATION_BOUNDS_SECONDS.length + 1);
  count = 0;
  sumSeconds = 0;

  constructor(errorType: string) {
    this.errorType = errorType;
  }

  note(ms: number): void {
    const seconds = ms / 1000;
    let at = 0;
    while (at < OPERATION_BOUNDS_SECONDS.length && seconds > (OPERATION_BOUNDS_SECONDS[at] ?? 0)) at += 1;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.count += 1;
    this.sumSeconds += seconds;
  }
}

/** The exact buckets that Prometheus and OpenTelemetry are given, for one method and tool. */
export class OperationLedger {
  readonly #good = new OperationCounts('');
  #failed: Map<string, OperationCounts> | null = null;

  note(ms: number, error: RequestError | null): void {
    if (error === null) this.#good.note(ms);
    else this.#of(errorTypeOf(error)).note(ms);
  }

  *all(): Iterable<OperationCounts> {
    if (this.#good.count > 0) yield this.#good;
    if (this.#failed !== null) yield* this.#failed.values();
  }

  #of(errorType: string): OperationCounts {
    this.#failed ??= new Map();
    const known = this.#failed.get(errorType);
    if (known !== undefined) return known;
    if (this.#failed.size >= MAX_ERROR_TYPES && errorType !== OTHER_ERROR) return this.#of(OTHER_ERROR);
    const made = new OperationCounts(errorType);
    this.#failed.set(errorType, made);
    return made;
  }
}

/** OpenTelemetry's `error.type`: the JSON-RPC code where a server gave one, else what happened in one word. */
export function errorTypeOf(error: RequestError): string {
  switch (error.class) {
    case 'tool':
      return 'tool_error';
    case 'protocol':
      return error.code === null ? OTHER_ERROR : String(error.code);
    case 'transport':
    case 'timeout':
    case 'cancelled':
    case 'rejected':
      return error.class;
    default:
      return error.class satisfies never;
  }
}
