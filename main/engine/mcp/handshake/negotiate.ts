import type { Clock } from '../../ports.ts';
import type { Answer, Connection } from '../connection.ts';
import type { Negotiated, NegotiateOptions } from '../mcp.ts';
import { McpError, type McpErrorCode } from '../mcp-error.ts';
import { type Introduction, modernParams } from '../modern-params.ts';
import { judgeDiscover, judgeInitialize, type Verdict } from './judge-answers.ts';
import { LEGACY_REVISIONS, NEWEST_LEGACY } from './revisions.ts';
import type { StartBudget } from './start-budget.ts';

/** After this silence `initialize` is sent too: some legacy servers do not answer what they don't know. */
const DISCOVER_SILENCE_MS = 2_000;
/** Of a server that refuses our revision and names it as one that it speaks. */
const DISCOVERS_MAX = 2;

/**
 * Does the handshake over an open connection. Rejects with McpError.
 * @param budget the time for the first answer; stopped by that answer
 */
export function negotiate(
  connection: Connection,
  options: Pick<NegotiateOptions, 'handshakeMs' | 'skipDiscover' | 'revision'>,
  budget: StartBudget,
  clock: Clock,
  introduction: Introduction,
): Promise<Negotiated> {
  return new Negotiation(connection, options, budget, clock, introduction).run();
}

/**
 * One handshake. `server/discover` and `initialize` may both be on their way, because a server that starts slowly is
 * as silent as one that ignores `server/discover`: the first answer that decides wins, and a later one is not listened to.
 * It is refused when neither is pending and none decided.
 */
class Negotiation {
  readonly #connection: Connection;
  readonly #options: Pick<NegotiateOptions, 'handshakeMs' | 'skipDiscover' | 'revision'>;
  readonly #budget: StartBudget;
  readonly #clock: Clock;
  readonly #introduction: Introduction;
  readonly #outcome = Promise.withResolvers<Negotiated>();
  readonly #doubts: string[] = [];
  readonly #asked = new Set<string>();
  #discoverPending = false;
  #discoversAsked = 0;
  #initializePending = false;
  #cancelDeadline = () => {};
  #cancelSilence = () => {};
  #answered = false;
  #settled = false;

  constructor(
    connection: Connection,
    options: Pick<NegotiateOptions, 'handshakeMs' | 'skipDiscover' | 'revision'>,
    budget: StartBudget,
    clock: Clock,
    introduction: Introduction,
  ) {
    this.#connection = connection;
    this.#options = options;
    this.#budget = budget;
    this.#clock = clock;
    this.#introduction = introduction;
  }

  run(): Promise<Negotiated> {
    this.#budget.tell((code, clause) => this.#fail(code, clause));
    if (this.#settled) return this.#outcome.promise;
    // Another way to the same server was answered already, and came to nothing.
    if (!this.#budget.isRunning) this.#startDeadline();
    const pinned = LEGACY_REVISIONS.find((revision) => revision === this.#options.revision);
    if (this.#options.skipDiscover || pinned !== undefined) this.#askInitialize(pinned ?? NEWEST_LEGACY);
    else {
      this.#cancelSilence = this.#clock.after(DISCOVER_SILENCE_MS, () => this.#askInitialize(NEWEST_LEGACY));
      this.#askDiscover();
    }
    return this.#outcome.promise;
  }

  #askDiscover(): void {
    this.#discoverPending = true;
    this.#discoversAsked += 1;
    void this.#connection.request('server/discover', modernParams(this.#introduction)).then((answer) => {
      if (!this.#hears(answer)) return;
      this.#discoverPending = false;
      if (answer.kind !== 'failed') this.#follow(judgeDiscover(answer));
      // Something answered that knows no such thing, as legacy servers may.
      else if (answer.error.code === 'handshake-refused') {
        this.#follow({ kind: 'initialize', revision: NEWEST_LEGACY, why: null });
      } else this.#reject(answer.error);
    });
  }

  #askInitialize(revision: string): void {
    this.#cancelSilence();
    this.#asked.add(revision);
    this.#initializePending = true;
    const { info, legacyCapabilities } = this.#introduction;
    const params = { protocolVersion: revision, capabilities: legacyCapabilities, clientInfo: info };
    void this.#connection.request('initialize', params).then((answer) => {
      if (!this.#hears(answer)) return;
      this.#initializePending = false;
      if (answer.kind !== 'failed') this.#follow(judgeInitialize(answer, revision));
      else if (answer.error.code === 'handshake-refused') this.#refuse(answer.error.message);
      else this.#reject(answer.error);
    });
  }

  /** True when the answer is to be judged. The first one starts the time for the rest of the handshake. */
  #hears(answer: Answer): answer is Extract<Answer, { kind: 'result' | 'error' | 'failed' }> {
    if (this.#settled) return false;
    if (answer.kind === 'closed') {
      this.#fail('closed', 'ended the connection before the handshake was done');
      return false;
    }
    // These calls have no time limit of their own: the deadline is the limit.
    if (answer.kind === 'timeout') return false;
    const reached = answer.kind !== 'failed' || answer.error.code === 'handshake-refused';
    if (reached && !this.#answered) {
      this.#answered = true;
      this.#budget.stop();
      this.#startDeadline();
    }
    return true;
  }

  #startDeadline(): void {
    const { handshakeMs } = this.#options;
    this.#cancelDeadline();
    this.#cancelDeadline = this.#clock.after(handshakeMs, () => {
      const seconds = `${handshakeMs / 1000} s`;
      this.#fail('start-timeout', `answered, but did not finish the handshake within ${seconds}`);
    });
  }

  #follow(verdict: Verdict): void {
    switch (verdict.kind) {
      case 'agreed':
        this.#agree(verdict.negotiated);
        return;
      case 'discover':
        if (this.#discoversAsked < DISCOVERS_MAX) this.#askDiscover();
        else this.#follow({ kind: 'initialize', revision: NEWEST_LEGACY, why: verdict.why });
        return;
      case 'initialize':
        if (verdict.why !== null) this.#doubts.push(verdict.why);
        // When it is asked already, its own answer decides.
        if (this.#initializePending) return;
        if (this.#asked.has(verdict.revision)) this.#refuseIfNothingIsPending();
        else this.#askInitialize(verdict.revision);
        return;
      case 'refused':
        this.#refuse(verdict.why);
        return;
      default:
        verdict satisfies never;
    }
  }

  #agree(negotiated: Negotiated): void {
    this.#settle();
    this.#connection.agree(negotiated);
    this.#outcome.resolve(negotiated);
  }

  #refuse(why: string): void {
    this.#doubts.push(why);
    this.#refuseIfNothingIsPending();
  }

  #refuseIfNothingIsPending(): void {
    if (this.#discoverPending || this.#initializePending) return;
    const why = this.#doubts.join(', and ');
    this.#reject(new McpError('handshake-refused', `allows no handshake: ${why}`));
  }

  #fail(code: McpErrorCode, clause: string): void {
    this.#reject(new McpError(code, `${clause}; ${this.#connection.heard()}`));
  }

  #reject(error: McpError): void {
    this.#settle();
    this.#outcome.reject(error);
  }

  #settle(): void {
    this.#settled = true;
    this.#cancelDeadline();
    this.#cancelSilence();
  }
}
