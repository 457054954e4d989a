import type { RequestError, RequestRecord } from '#contract/traffic.ts';
import type { ClientIdentity, ServerReply } from '../../mcp/mcp.ts';
import type { BrokerOutcome } from '../../supervision/supervision.ts';
import type { RequestTrace } from '../../telemetry/telemetry.ts';
import { isObject, metaOf } from '../bridge/meta.ts';
import { inputRequired, toLegacyResult, toModernResult } from '../bridge/results.ts';
import type { ReplyStream, RpcError, RpcId, RpcResponse } from '../core.ts';
import { isOfOneClient } from '../guard/cache-policy.ts';
import type { Line } from '../line/line.ts';
import { type Client, canAnswer, cantAnswer } from './client.ts';
import { correlationId } from './correlation.ts';
import type { Hub, Limited } from './hub.ts';
import {
  classify,
  classifyServerError,
  type EndedBy,
  endedError,
  INTERNAL_ERROR,
  type LocalReason,
  localError,
} from './local-error.ts';
import type { Fetch } from './reads.ts';
import { Suspension } from './suspension.ts';
import { Tries } from './tries.ts';

type Params = Readonly<Record<string, unknown>>;
type Result = Readonly<Record<string, unknown>>;

export interface CallSpec {
  readonly client: Client;
  /** As it said in this very request; as it said once for all, without. */
  readonly identity?: ClientIdentity;
  readonly line: Line;
  readonly id: RpcId;
  readonly method: string;
  /** With names as the server knows them. */
  readonly params: Params;
  /** Tool, prompt or URI, by the server's own name. */
  readonly target: string | null;
  readonly reply: ReplyStream;
  readonly bytes: number;
  /** Instead of the configured one. */
  readonly timeoutMs?: number;
}

/** Questions that one call may lead to, one after the other. */
const ROUNDS_MAX = 20;

/**
 * One request of a client on its way to a server and back.
 *
 * 1. The client gets one answer, or none where it took the request back or is gone. One that is away, see
 *    {@link Call.ask}, gets it when it comes back.
 * 2. Whatever ends it, a fault of ours too, its place in every count is free afterwards, and the server is told if it
 *    works in vain.
 * 3. Nothing is asked of the client for its sake once it is over.
 */
export class Call {
  readonly client: Client;
  readonly identity: ClientIdentity;
  readonly line: Line;
  readonly method: string;
  readonly target: string | null;
  /** The log level that a modern client asks for with this request. */
  readonly logLevel: string | null;
  readonly #hub: Hub;
  readonly #params: Params;
  readonly #progressToken: unknown;
  readonly #abort = new AbortController();
  readonly #trace: RequestTrace;
  #id: RpcId;
  /** Null while a modern client was sent away for an answer and has not come back. */
  #reply: ReplyStream | null;
  #suspension: Suspension | null = null;
  #isOver = false;
  /** How many questions on its behalf are open. */
  #holds = 0;
  readonly #onOver: (() => void)[] = [];
  #limited: Extract<Limited, { ok: true }> | null = null;
  /** What the breaker said when it let it through; null where it was not asked, or refused. */
  #pass: { readonly trial: boolean } | null = null;
  #leave = (): void => {};
  readonly #tries: Tries;

  constructor(spec: CallSpec) {
    const { client, line, method, target, params } = spec;
    this.client = client;
    this.identity = spec.identity ?? client.identity;
    this.line = line;
    this.method = method;
    this.target = target;
    this.#hub = line.hub;
    this.#params = params;
    this.#id = spec.id;
    this.#reply = spec.reply;
    const meta = metaOf(params);
    this.#progressToken = meta['progressToken'];
    const level = meta['io.modelcontextprotocol/logLevel'];
    this.logLevel = typeof level === 'string' ? level : client.logLevel;
    this.#trace = this.#hub.traffic.begin({
      client: client.name,
      clientId: client.id,
      server: this.#hub.name,
      method,
      target,
      correlationId: correlationId(params),
      requestBytes: spec.bytes,
      traceparent: meta['traceparent'],
      arguments: () => params['arguments'] ?? null,
      cancel: () => this.cancel('owner'),
    });
    this.#tries = new Tries(this, {
      timeoutMs: spec.timeoutMs ?? null,
      onSent: () => this.#trace.sent(),
      traceparent: () => this.#trace.traceparent(),
      isHeld: () => this.#holds > 0,
      onProgress: this.#onProgress,
      onNotification: this.#onNotification,
    });
    client.noteRequest();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Where what belongs to this call is sent; null while the client is away. */
  get reply(): ReplyStream | null {
    return this.#reply;
  }

  /** How long it waited before a process got it. */
  get queueMs(): number {
    return this.#tries.queueMs;
  }

  get instance(): number | null {
    return this.#tries.instance;
  }

  /** Sends it on its way. */
  run(): void {
    const limited = this.#hub.admit(this);
    if (!limited.ok) {
      this.#refuse(limited.reason, limited.message, limited.more);
      return;
    }
    this.#limited = limited;
    this.#tries.rule = limited.rule;
    this.client.calls.add(this);
    this.line.calls.add(this);
    const read = this.#hub.reads.find(this, this.#params, limited.rule);
    if (read?.kind === 'hit') {
      this.#finish(read.result, 'hit', read.text);
      return;
    }
    const pass = this.#hub.breaker.admit();
    if (!pass.ok) {
      const afterMs = Math.max(0, Math.ceil(pass.retryAtMs - this.#hub.clock.now()));
      const message = `${this.#hub.name} is not asked for now: ${pass.reason}`;
      this.#refuse('breaker-open', message, { retry_after_ms: afterMs });
      return;
    }
    this.#pass = pass;
    (read === null ? this.#carry() : this.#read(read)).catch(this.#onFault);
  }

  cancel(by: EndedBy): void {
    if (this.#isOver) return;
    const { reason, error } = endedError(by);
    const response: RpcResponse = { jsonrpc: '2.0', id: this.#id, error };
    const isTold = by === 'owner' || by === 'closing';
    const reply = this.#reply;
    if (isTold && reply === null) this.#suspension?.keep(response);
    this.#end(classify(reason, error), 0, 'none');
    this.#abort.abort();
    if (isTold) reply?.end(response);
    else reply?.drop();
  }

  /**
   * A server's request that belongs to this call. A modern client is sent away with it, and comes back with the answer.
   * Never rejects.
   */
  async ask(method: string, params: Params, signal: AbortSignal): Promise<ServerReply> {
    if (this.#isOver || signal.aborted) return OVER;
    if (!canAnswer(this, method)) return await cantAnswer(this.client, method);
    const release = this.hold();
    try {
      if (this.client.era === 'legacy') {
        const either = AbortSignal.any([signal, this.#abort.signal]);
        return await this.client.ask(method, params, this.#reply, either);
      }
      this.#suspension ??= new Suspension(this, (result) => this.#sendAway(result));
      return await this.#suspension.ask(method, params, signal);
    } finally {
      release();
    }
  }

  /** Calls back when it is over, however it ended. */
  whenOver(onOver: () => void): void {
    this.#onOver.push(onOver);
  }

  /** Its time does not run until the returned function is called: a person takes longer than a call may. */
  hold(): () => void {
    this.#holds += 1;
    return () => {
      this.#holds -= 1;
    };
  }

  /** A modern client has come back with the answers that it was sent away for. */
  resume(id: RpcId, reply: ReplyStream, responses: Params): void {
    const late = this.#suspension?.takeLate() ?? null;
    if (late !== null) {
      reply.end({ ...late, id });
      return;
    }
    this.#id = id;
    this.#reply = reply;
    this.#suspension?.resume(responses);
  }

  /** Its client will not come back for it. */
  forget(): void {
    this.#suspension?.forget();
  }

  notify(method: string, params: Params): void {
    this.#reply?.send({ jsonrpc: '2.0', method, params });
  }

  async #read(read: Fetch): Promise<void> {
    const { isShared, answer, leave } = read.begin((signal) => this.#tries.send(this.#params, signal));
    this.#leave = leave;
    if (isShared && this.#pass !== null) {
      // It asks the server nothing itself: how that call ends is counted once.
      this.#hub.breaker.note('ignored', this.#pass.trial);
      this.#pass = null;
    }
    const outcome = await answer;
    if (this.#isOver) return;
    if (!isShared) this.#tries.count(outcome);
    const result =
      outcome.kind === 'answered' && outcome.answer.kind === 'result' ? outcome.answer.result : null;
    if (!isObject(result)) return await this.#settle(outcome);
    if (!isOfOneClient(result)) return this.#finish(result, isShared ? 'shared' : 'miss');
    // Each asks for itself.
    return isShared ? await this.#carry() : await this.#settle(outcome);
  }

  async #carry(): Promise<void> {
    await this.#settle(await this.#send(this.#params));
  }

  async #settle(first: BrokerOutcome): Promise<void> {
    let outcome = first;
    for (let round = 0; !this.#isOver; round += 1) {
      if (outcome.kind !== 'answered') return this.#failed(outcome);
      const { answer } = outcome;
      if (answer.kind === 'error') {
        const isAgain = await this.#tries.mayComeBack(answer.code);
        // It may have been taken back during the wait, and has had its answer then.
        if (this.#isOver) return;
        if (!isAgain) return this.#answeredError(answer);
        outcome = await this.#send(this.#params);
        continue;
      }
      const result = isObject(answer.result) ? answer.result : {};
      const required = this.client.era === 'legacy' ? inputRequired(result) : null;
      if (required === null) return this.#finish(result, 'none');
      if (round >= ROUNDS_MAX) {
        const message = `${this.#hub.name} asked back ${ROUNDS_MAX} times, and has not answered`;
        return this.#answeredError({ code: INTERNAL_ERROR, message });
      }
      const responses: Record<string, unknown> = {};
      for (const [key, { method, params }] of required.requests) {
        const reply = await this.ask(method, params, this.#abort.signal);
        if (this.#isOver) return;
        if ('error' in reply) return this.#answeredError(reply.error, unanswered(reply.error));
        responses[key] = reply.result;
      }
      const { requestState } = required;
      const state = requestState === undefined ? {} : { requestState };
      outcome = await this.#send({ ...this.#params, inputResponses: responses, ...state });
    }
  }

  async #send(params: Params): Promise<BrokerOutcome> {
    const outcome = await this.#tries.send(params, this.#abort.signal);
    this.#tries.count(outcome);
    return outcome;
  }

  readonly #onProgress = (params: Params): void => {
    if (this.#isOver) return;
    this.#trace.progress(params);
    if (this.#progressToken === undefined) return;
    this.notify('notifications/progress', { ...params, progressToken: this.#progressToken });
  };

  readonly #onNotification = (method: string, params: Params): void => {
    if (!this.#isOver) this.line.notifyCall(this, method, params);
  };

  #failed(outcome: Exclude<BrokerOutcome, { kind: 'answered' }>): void {
    switch (outcome.kind) {
      case 'unavailable':
        this.#refuse(
          outcome.wasSent === true ? 'server-ended' : 'server-unavailable',
          `${this.#hub.name}: ${outcome.message}`,
        );
        break;
      case 'timeout':
        this.#refuse('timeout', `${this.#hub.name}: ${outcome.message}`);
        break;
      case 'cancelled':
        this.cancel('gone');
        break;
      default:
        outcome satisfies never;
    }
  }

  #refuse(reason: LocalReason, message: string, more: object = {}): void {
    if (this.#isOver) return;
    const error = localError(reason, message, more);
    const bytes = this.#answer({ jsonrpc: '2.0', id: this.#id, error });
    this.#end(classify(reason, error), bytes, 'none', reason);
  }

  readonly #onFault = (fault: unknown): void => {
    this.#hub.onFault(fault);
    this.#refuse('internal', 'Signalbox failed at this request');
    this.#abort.abort();
  };

  /** Gives the bytes that were sent: none where the client is away. */
  #answer(response: RpcResponse, resultText?: string): number {
    if (this.#reply !== null) return this.#reply.end(response, resultText);
    this.#suspension?.keep(response);
    return 0;
  }

  #answeredError(
    answer: { code: number; message: string; data?: unknown },
    counted = classifyServerError(answer),
  ): void {
    const { code, message, data } = answer;
    const error: RpcError = { code, message, ...(data === undefined ? {} : { data }) };
    const bytes = this.#answer({ jsonrpc: '2.0', id: this.#id, error });
    this.#end(counted, bytes, 'none');
  }

  /** @param text the result as JSON, where that is known */
  #finish(result: Result, cache: RequestRecord['cache'], text?: string): void {
    this.line.noteResult(this, result);
    const shown = this.#inClientsEra(result);
    const response = { jsonrpc: '2.0', id: this.#id, result: shown } as const;
    const bytes = this.#answer(response, shown === result ? text : undefined);
    const isToolError = this.method === 'tools/call' && result['isError'] === true;
    const message = isToolError ? firstText(result) : '';
    this.#end(isToolError ? { class: 'tool', severity: 'warn', code: null, message } : null, bytes, cache);
  }

  #inClientsEra(result: Result): Result {
    if (this.line.era === this.client.era) return result;
    if (this.client.era === 'legacy') return toLegacyResult(result);
    return toModernResult(this.method, result, this.line.serverInfo, this.#hub.config.cache?.ttlMs ?? 0);
  }

  /** The answer for now is that the client is asked something itself. */
  #sendAway(result: Result): void {
    const reply = this.#reply;
    this.#reply = null;
    reply?.end({ jsonrpc: '2.0', id: this.#id, result });
  }

  #end(
    error: RequestRecord['error'],
    responseBytes: number,
    cache: RequestRecord['cache'],
    reason: LocalReason | null = null,
  ): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#suspension?.close();
    for (const onOver of this.#onOver) onOver();
    this.#tries.stop();
    this.#leave();
    this.client.calls.delete(this);
    this.line.calls.delete(this);
    if (error !== null) this.client.noteError();
    const breaker = this.#hub.breaker.state;
    if (this.#limited !== null) this.#hub.release(this.#limited.rule);
    if (this.#pass !== null) this.#hub.judge(this, this.#pass.trial, error, reason);
    this.line.noteEnd(this, error !== null);
    this.#trace.end({
      error,
      responseBytes,
      instance: this.#tries.instance,
      queueMs: this.#tries.queueMs,
      cache,
      breaker,
      retries: this.#tries.retries,
    });
  }
}

const OVER: ServerReply = {
  error: localError('cancelled', 'the request that this belongs to is over, or this was taken back'),
};

/** That a client did not answer a question is no fault of the server. */
function unanswered({ code, message }: RpcError): RequestError {
  return { class: 'rejected', severity: 'warn', code, message };
}

const QUOTE_MAX_CHARS = 300;

/** What a tool says of its failure. */
function firstText(result: Result): string {
  const content = Array.isArray(result['content']) ? result['content'] : [];
  const block: unknown = content[0];
  const text = isObject(block) && typeof block['text'] === 'string' ? block['text'] : 'the tool failed';
  return text.length > QUOTE_MAX_CHARS ? `${text.slice(0, QUOTE_MAX_CHARS)}…` : text;
}
