import type { ToolRule } from '../../configuration/configuration.ts';
import type { BrokerOutcome } from '../../supervision/supervision.ts';
import { metaOf, toLegacyParams, toModernParams } from '../bridge/meta.ts';
import type { Call } from './call.ts';

type Params = Readonly<Record<string, unknown>>;

/** What its call tells it, and hears of it. */
export interface TriesOptions {
  readonly timeoutMs: number | null;
  readonly onSent: () => void;
  /** See {@link RequestTrace.traceparent}. */
  readonly traceparent: () => string | null;
  /** Its time does not run. */
  readonly isHeld: () => boolean;
  readonly onProgress: (params: Params) => void;
  readonly onNotification: (method: string, params: Params) => void;
}

/** Answers of a server by URL that ask to come back later, or say that a proxy did not reach it. */
const COME_BACK: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** How one call is sent to its server, and sent again where that does no harm. */
export class Tries {
  readonly #call: Call;
  readonly #options: TriesOptions;
  readonly #sinceMs: number;
  /** How long it waited before a process got it first. */
  queueMs = 0;
  /** The process that got it last; null before that. */
  instance: number | null = null;
  /** How often it was sent again, by whomever. */
  retries = 0;
  /** As it was when the call was let through; null before that, and where its tool has none. */
  rule: ToolRule | null = null;
  /** Of the latest try, which supervision may send more than once. */
  #sends = 0;
  #stopWaiting = (): void => {};

  constructor(call: Call, options: TriesOptions) {
    this.#call = call;
    this.#options = options;
    this.#sinceMs = call.line.hub.clock.monotonic();
  }

  /** What comes of it is to be given to {@link count}. */
  send(params: Params, signal: AbortSignal): Promise<BrokerOutcome> {
    this.#sends = 0;
    const { method, line } = this.#call;
    const { timeouts } = line.hub.config;
    const { timeoutMs, isHeld, onProgress, onNotification } = this.#options;
    return line.way.request({
      method,
      params: this.#traced(this.#inServersEra(params)),
      timeoutMs: timeoutMs ?? this.rule?.timeoutMs ?? timeouts.requestMs,
      maxMs: timeouts.requestMaxMs,
      // What was sent again already is not carried to another process besides: all tries together have one bound.
      repeatable: this.retries === 0 && this.#isRepeatable(),
      signal,
      tag: this.#call,
      onSent: this.#onSent,
      isHeld,
      onProgress,
      onNotification,
    });
  }

  count(outcome: BrokerOutcome): void {
    this.retries += outcome.kind === 'answered' ? outcome.retries : Math.max(0, this.#sends - 1);
  }

  /** Waits where the server asks to come back later, as long as that does no harm; false where it is not to be asked again. */
  async mayComeBack(code: number): Promise<boolean> {
    const { config, clock, random } = this.#call.line.hub;
    const { retry } = config;
    if (retry === null || !COME_BACK.has(code) || this.retries + 1 >= retry.attempts) return false;
    if (!this.#isRepeatable()) return false;
    const waitMs = retry.delayMs * 2 ** this.retries * (0.75 + random() / 2);
    this.retries += 1;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const cancelTimer = clock.after(waitMs, () => resolve(true));
    this.#stopWaiting = () => {
      cancelTimer();
      resolve(false);
    };
    return await promise;
  }

  /** The call is over: it does not come back any more. */
  stop(): void {
    this.#stopWaiting();
  }

  #isRepeatable(): boolean {
    return this.#call.line.hub.isRepeatable(this.#call, this.rule);
  }

  #inServersEra(params: Params): Params {
    const { line, client, identity, logLevel } = this.#call;
    if (line.era === client.era) return params;
    return line.era === 'modern' ? toModernParams(params, identity, logLevel) : toLegacyParams(params);
  }

  /** The server's own spans belong below ours. */
  #traced(params: Params): Params {
    const traceparent = this.#options.traceparent();
    return traceparent === null ? params : { ...params, _meta: { ...metaOf(params), traceparent } };
  }

  readonly #onSent = (instance: number): void => {
    this.#sends += 1;
    const isFirst = this.instance === null;
    this.instance = instance;
    if (!isFirst) return;
    this.queueMs = this.#call.line.hub.clock.monotonic() - this.#sinceMs;
    this.#options.onSent();
  };
}
