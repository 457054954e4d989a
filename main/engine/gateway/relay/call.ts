import type { RequestRecord } from '#contract/traffic.ts';
import type { ServerReply } from '../../mcp/mcp.ts';
import type { BrokerOutcome } from '../../supervision/supervision.ts';
import type { RequestTrace } from '../../telemetry/telemetry.ts';
import { isObject, metaOf, toLegacyParams, toModernParams } from '../bridge/meta.ts';
import { inputRequired, toLegacyResult, toModernResult } from '../bridge/results.ts';
import type { ReplyStream, RpcError, RpcId } from '../core.ts';
import { type Client, canAnswer, cantAnswer } from './client.ts';
import { correlationId } from './correlation.ts';
import type { Hub, Limited } from './hub.ts';
import type { Line } from './line.ts';
import { classify, classifyServerError, type LocalReason, localError } from './local-error.ts';
import type { Fetch } from './reads.ts';
import { Suspension } from './suspension.ts';

type Params = Readonly<Record<string, unknown>>;
type Result = Readonly<Record<string, unknown>>;

export interface CallSpec {
  readonly client: Client;
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
/** Answers of a server by URL that ask to come back later, or say that a proxy did not reach it. */
const COME_BACK: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/**
 * One request of a client on its way to a server and back.
 *
 * 1. The client gets one answer, or none where it took the request back or is gone.
 * 2. Whatever ends it, its place in every count is free afterwards, and the server is told if it works in vain.
 */
export class Call {
  readonly client: Client;
  readonly line: Line;
  readonly method: string;
  readonly target: string | null;
  /** The log level that a modern client asks for with this request. */
  readonly logLevel: string | null;
  readonly #hub: Hub;
  readonly #params: Params;
  readonly #timeoutMs: number | null;
  readonly #progressToken: unknown;
  readonly #abort = new AbortController();
  readonly #trace: RequestTrace;
  readonly #sinceMs: number;
  #id: RpcId;
  /** Null while a modern client was sent away for an answer and has not come back. */
  #reply: ReplyStream | null;
  #suspension: Suspension | null = null;
  #isOver = false;
  #queueMs = 0;
  #instance: number | null = null;
  #retries = 0;
  #limited: Extract<Limited, { ok: true }> | null = null;
  /** What the breaker said when it let it through; null where it was not asked, or refused. */
  #pass: { readonly trial: boolean } | null = null;
  #leave = (): void => {};

  constructor(spec: CallSpec) {
    const { client, line, method, target, params } = spec;
    this.client = client;
    this.line = line;
    this.method = method;
    this.target = target;
    this.#hub = line.hub;
    this.#params = params;
    this.#timeoutMs = spec.timeoutMs ?? null;
    this.#id = spec.id;
    this.#reply = spec.reply;
    const meta = metaOf(params);
    this.#progressToken = meta['progressToken'];
    const level = meta['io.modelcontextprotocol/logLevel'];
    this.logLevel = typeof level === 'string' ? level : client.logLevel;
    this.#sinceMs = this.#hub.clock.monotonic();
    this.#trace = this.#hub.traffic.begin({
      client: client.name,
      clientId: client.id,
      server: this.#hub.name,
      method,
      target,
      correlationId: correlationId(params),
      requestBytes: spec.bytes,
      arguments: () => params['arguments'] ?? null,
      cancel: () => this.cancel('owner'),
    });
    client.noteRequest();
  }

  /** Where what belongs to this call is sent; null while the client is away. */
  get reply(): ReplyStream | null {
    return this.#reply;
  }

  /** How long it waited before a process got it. */
  get queueMs(): number {
    return this.#queueMs;
  }

  get instance(): number | null {
    return this.#instance;
  }

  /** Sends it on its way. */
  run(): void {
    const limited = this.#hub.admit(this);
    if (!limited.ok) {
      this.#refuse(limited.reason, limited.message, limited.more);
      return;
    }
    this.#limited = limited;
    this.client.calls.add(this);
    this.line.calls.add(this);
    const read = this.#hub.reads.find(this, this.#params, limited.rule);
    if (read?.kind === 'hit') {
      this.#finish(read.result, 'hit');
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
    if (read === null) void this.#carry();
    else void this.#read(read);
  }

  /**
   * `client`: it took the request back, and wants no answer. `gone`: it left. `owner`: somebody who watches cancelled
   * it, and the client is told so.
   */
  cancel(by: 'client' | 'gone' | 'owner' | 'closing'): void {
    if (this.#isOver) return;
    const reason = by === 'closing' ? 'engine-closing' : 'cancelled';
    const message =
      by === 'closing'
        ? 'Signalbox is closing'
        : by === 'owner'
          ? 'cancelled in Signalbox'
          : 'the client cancelled it';
    const error = localError(reason, message);
    const reply = this.#reply;
    this.#end(classify(reason, error), 0, 'none');
    this.#abort.abort();
    if (by === 'client' || by === 'gone') reply?.drop();
    else reply?.end({ jsonrpc: '2.0', id: this.#id, error });
  }

  /** A server's request that belongs to this call. Never rejects. */
  ask(method: string, params: Params, signal: AbortSignal): Promise<ServerReply> {
    if (!canAnswer(this.client, method)) return cantAnswer(this.client, method);
    if (this.client.era === 'legacy') return this.client.ask(method, params, this.#reply, signal);
    this.#suspension ??= new Suspension(this.#hub.clock, {
      send: (result) => this.#sendAway(result),
      expire: () => this.cancel('owner'),
    });
    return this.#suspension.ask(method, params, signal);
  }

  /** A modern client has come back with the answers that it was sent away for. */
  resume(id: RpcId, reply: ReplyStream, responses: Params): void {
    this.#id = id;
    this.#reply = reply;
    this.#suspension?.resume(responses);
  }

  notify(method: string, params: Params): void {
    this.#reply?.send({ jsonrpc: '2.0', method, params });
  }

  async #read(read: Fetch): Promise<void> {
    const { isShared, answer, leave } = read.begin((signal) => this.#send(this.#params, signal));
    this.#leave = leave;
    if (isShared && this.#pass !== null) {
      // It asks the server nothing itself: how that call ends is counted once.
      this.#hub.breaker.note('ignored', this.#pass.trial);
      this.#pass = null;
    }
    const outcome = await answer;
    if (this.#isOver) return;
    const result =
      outcome.kind === 'answered' && outcome.answer.kind === 'result' ? outcome.answer.result : null;
    if (!isObject(result)) return await this.#settle(outcome);
    if (inputRequired(result) === null) return this.#finish(result, isShared ? 'shared' : 'miss');
    // What asks back belongs to one client alone: each asks for itself.
    return isShared ? await this.#carry() : await this.#settle(outcome);
  }

  async #carry(): Promise<void> {
    await this.#settle(await this.#send(this.#params, this.#abort.signal));
  }

  async #settle(first: BrokerOutcome): Promise<void> {
    let outcome = first;
    for (let round = 0; !this.#isOver; round += 1) {
      if (outcome.kind !== 'answered') return this.#failed(outcome);
      const { answer } = outcome;
      if (answer.kind === 'error') {
        if (await this.#mayComeBack(answer.code)) {
          outcome = await this.#send(this.#params, this.#abort.signal);
          continue;
        }
        return this.#answeredError(answer);
      }
      const result = isObject(answer.result) ? answer.result : {};
      const required = this.client.era === 'legacy' ? inputRequired(result) : null;
      if (required === null || round >= ROUNDS_MAX) return this.#finish(result, 'none');
      const responses: Record<string, unknown> = {};
      for (const [key, { method, params }] of required.requests) {
        const reply = await this.ask(method, params, this.#abort.signal);
        if (this.#isOver) return;
        if ('error' in reply) return this.#answeredError(reply.error);
        responses[key] = reply.result;
      }
      const { requestState } = required;
      const state = requestState === undefined ? {} : { requestState };
      const again = { ...this.#params, inputResponses: responses, ...state };
      outcome = await this.#send(again, this.#abort.signal);
    }
  }

  /** A server that asks to come back later is asked again, as long as that does no harm. */
  async #mayComeBack(code: number): Promise<boolean> {
    const { retry } = this.#hub.config;
    if (retry === null || !COME_BACK.has(code) || this.#retries + 1 >= retry.attempts) return false;
    if (!this.#hub.isRepeatable(this, this.#limited?.rule ?? null)) return false;
    const waitMs = retry.delayMs * 2 ** this.#retries * (0.75 + this.#hub.random() / 2);
    this.#retries += 1;
    await new Promise<void>((resolve) => {
      this.#hub.clock.after(waitMs, resolve);
    });
    return !this.#isOver;
  }

  #send(params: Params, signal: AbortSignal): Promise<BrokerOutcome> {
    const { timeouts } = this.#hub.config;
    const isModernServer = this.line.era === 'modern';
    const isModernClient = this.client.era === 'modern';
    const inEra =
      isModernServer === isModernClient
        ? params
        : isModernServer
          ? toModernParams(params, this.client.identity, this.logLevel)
          : toLegacyParams(params);
    return this.line.way.request({
      method: this.method,
      params: inEra,
      timeoutMs: this.#timeoutMs ?? this.#limited?.timeoutMs ?? timeouts.requestMs,
      maxMs: timeouts.requestMaxMs,
      repeatable: this.#hub.isRepeatable(this, this.#limited?.rule ?? null),
      signal,
      tag: this,
      onSent: this.#onSent,
      onProgress: this.#onProgress,
      onNotification: this.#onNotification,
    });
  }

  readonly #onSent = (instance: number): void => {
    this.#instance = instance;
    this.#queueMs = this.#hub.clock.monotonic() - this.#sinceMs;
    this.#trace.sent();
  };

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
    const reply = this.#reply;
    const bytes = reply?.end({ jsonrpc: '2.0', id: this.#id, error }) ?? 0;
    this.#end(classify(reason, error), bytes, 'none', reason);
  }

  #answeredError(answer: { code: number; message: string; data?: unknown }): void {
    const { code, message, data } = answer;
    const error: RpcError = { code, message, ...(data === undefined ? {} : { data }) };
    const bytes = this.#reply?.end({ jsonrpc: '2.0', id: this.#id, error }) ?? 0;
    this.#end(classifyServerError(error), bytes, 'none');
  }

  #finish(result: Result, cache: RequestRecord['cache']): void {
    this.line.noteResult(this, result);
    const shown = this.#inClientsEra(result);
    const bytes = this.#reply?.end({ jsonrpc: '2.0', id: this.#id, result: shown }) ?? 0;
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
    const state = result['requestState'];
    if (typeof state === 'string') this.#hub.suspended.set(state, this);
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
    this.#leave();
    this.client.calls.delete(this);
    this.line.calls.delete(this);
    if (error !== null) this.client.noteError();
    const breaker = this.#hub.breaker.state;
    if (this.#limited !== null) this.#hub.release(this.#limited.rule);
    if (this.#pass !== null) this.#hub.judge(this, this.#pass.trial, error, reason);
    if (this.method === 'tools/call' && cache !== 'hit') this.line.noteToolCall(this);
    this.#trace.end({
      error,
      responseBytes,
      instance: this.#instance,
      queueMs: this.#queueMs,
      cache,
      breaker,
      retries: this.#retries,
    });
  }
}

const QUOTE_MAX_CHARS = 300;

/** What a tool says of its failure. */
function firstText(result: Result): string {
  const content = Array.isArray(result['content']) ? result['content'] : [];
  const block: unknown = content[0];
  const text = isObject(block) && typeof block['text'] === 'string' ? block['text'] : 'the tool failed';
  return text.length > QUOTE_MAX_CHARS ? `${text.slice(0, QUOTE_MAX_CHARS)}…` : text;
}
