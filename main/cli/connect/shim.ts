import type { Socket } from 'node:net';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { Conversation, type Passing } from './conversation.ts';
import { LineReader } from './line-reader.ts';
import { isModern, type OwnReason, ownError, readMessages, requestId, toLine } from './messages.ts';
import { Patience } from './reach/patience.ts';
import { type Reached, reachEngine } from './reach/reach-engine.ts';
import { LIMITS, MAX_WAITING_BYTES, type ShimLimits, type ShimOptions } from './shim-options.ts';
import { WaitingLines } from './waiting-lines.ts';

type Phase =
  | { readonly kind: 'seeking' }
  /** Connected to a new engine, which is told what the old one knew. */
  | { readonly kind: 'greeting'; readonly socket: Socket }
  | { readonly kind: 'open'; readonly socket: Socket }
  /** There is no way to the engine: the client's next request is answered with the reason, and that is the end. */
  | { readonly kind: 'failed'; readonly reason: OwnReason; readonly message: string; readonly code: ExitCode }
  | { readonly kind: 'over' };

/** Carries lines between a client on stdin and stdout and the engine, across ends and restarts of the engine. */
export class Shim {
  private readonly options: ShimOptions;
  private readonly limits: ShimLimits;
  private readonly patience: Patience;
  private readonly conversation = new Conversation();
  private readonly waiting = new WaitingLines();
  private readonly fromClient = new LineReader();
  private readonly ended = Promise.withResolvers<ExitCode>();
  private phase: Phase = { kind: 'seeking' };
  private wasOpen = false;
  private connectedAtMs = 0;
  private inputEnded = false;
  /** Of the greeting, of the linger at the end, or of the wait for a first request: one at a time. */
  private timer: NodeJS.Timeout | null = null;

  constructor(options: ShimOptions) {
    this.options = options;
    this.limits = { ...LIMITS, ...options.limits };
    this.patience = new Patience({
      limits: this.limits,
      loadStarter: options.loadStarter,
      waitingSinceMs: () => this.waiting.sinceMs,
      onExpired: (why) => this.expire(why),
    });
  }

  /** Resolves with the exit code once the client has left, or when there is no way to the engine. */
  run(): Promise<ExitCode> {
    const { input, output } = this.options;
    input.on('data', (chunk: Buffer) => this.readClient(chunk));
    input.once('end', () => this.endInput());
    output.on('drain', () => this.socket?.resume());
    this.seek();
    return this.ended.promise;
  }

  private get socket(): Socket | null {
    return 'socket' in this.phase ? this.phase.socket : null;
  }

  private seek(): void {
    this.phase = { kind: 'seeking' };
    reachEngine(this.options.target, this.patience).then(
      (reached) => this.meet(reached),
      // Nothing of it rejects but a home that can't be written to.
      (error: unknown) => this.fail('no-engine', String(error), EXIT.noEngine),
    );
  }

  private meet(reached: Reached): void {
    if (this.phase.kind !== 'seeking') {
      if (reached.kind === 'open') reached.socket.destroy();
    } else if (reached.kind === 'open') this.welcome(reached.socket, reached.head);
    else if (reached.kind === 'refused') this.fail('refused', reached.message, EXIT.finding);
  }

  private welcome(socket: Socket, head: Buffer): void {
    const reader = new LineReader();
    this.connectedAtMs = performance.now();
    socket.on('data', (chunk: Buffer) => this.readEngine(reader, socket, chunk));
    socket.on('drain', () => this.options.input.resume());
    // 'close' follows.
    socket.on('error', () => undefined);
    socket.once('close', () => this.lose(socket));
    const greeting = this.conversation.greet();
    if (greeting === null) this.open(socket);
    else {
      this.phase = { kind: 'greeting', socket };
      this.setTimer(this.limits.greetingMs, () => {
        this.patience.failed('The engine does not take the session up again.', false);
        socket.destroy();
      });
      socket.write(greeting);
    }
    if (head.length > 0) this.readEngine(reader, socket, head);
    socket.resume();
  }

  private open(socket: Socket): void {
    this.clearTimer();
    this.phase = { kind: 'open', socket };
    this.wasOpen = true;
    socket.cork();
    for (const line of this.waiting.takeLines()) this.toEngine(socket, line);
    socket.uncork();
    if (!socket.writableNeedDrain) this.options.input.resume();
    this.lingerOrEnd();
  }

  private readClient(chunk: Buffer): void {
    const socket = this.socket;
    socket?.cork();
    try {
      this.fromClient.push(chunk, (line) => this.hear(line));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.fail('refused', `The client wrote ${error.message}.`, EXIT.finding);
    }
    socket?.uncork();
  }

  private hear(line: Buffer): void {
    if (line.length < 3 && line.toString().trim() === '') return;
    if (this.phase.kind === 'open') this.toEngine(this.phase.socket, line);
    else if (this.phase.kind === 'failed') this.answerFailed(line);
    else if (!this.settleHere(line)) {
      this.waiting.add(line, performance.now());
      if (this.waiting.bytes > MAX_WAITING_BYTES) this.options.input.pause();
      this.patience.wake();
    }
  }

  /** What needs no engine while there is none: a sign of life, and a request that is taken back before it was sent. */
  private settleHere(line: Buffer): boolean {
    const [message, ...more] = readMessages(line);
    if (message === undefined || more.length > 0) return false;
    if (message.method === 'notifications/cancelled')
      return this.waiting.remove(message.params?.['requestId']);
    const id = requestId(message);
    if (message.method !== 'ping' || id === undefined || isModern(message)) return false;
    if (!this.conversation.hasSession) return false;
    this.toClient([toLine({ id, result: {} })]);
    return true;
  }

  private toEngine(socket: Socket, line: Buffer): void {
    const passing = this.conversation.clientSays(line);
    for (const one of linesOf(passing, line)) if (!socket.write(one)) this.options.input.pause();
  }

  private readEngine(reader: LineReader, socket: Socket, chunk: Buffer): void {
    const { output } = this.options;
    output.cork();
    try {
      reader.push(chunk, (line) => this.toClient(linesOf(this.conversation.engineSays(line), line)));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.options.note(`The engine wrote ${error.message}.`);
      socket.destroy();
    }
    output.uncork();
    if (this.phase.kind === 'greeting') this.judgeGreeting(socket);
    else if (this.inputEnded) this.lingerOrEnd();
  }

  private judgeGreeting(socket: Socket): void {
    const { greeting } = this.conversation;
    if (greeting.kind === 'asked') return;
    if (greeting.kind === 'refused') {
      this.patience.failed(greeting.message, false);
      socket.destroy();
      return;
    }
    const { engine, client } = this.conversation.resume();
    for (const line of engine) socket.write(line);
    this.toClient(client);
    this.options.note('Connected again.');
    this.open(socket);
  }

  private toClient(lines: readonly Buffer[]): void {
    for (const line of lines) if (!this.options.output.write(line)) this.socket?.pause();
  }

  private lose(socket: Socket): void {
    if (this.socket !== socket) return;
    this.clearTimer();
    if (this.phase.kind === 'open') this.options.note('The connection to Signalbox was lost; trying again.');
    const { tell, again } = this.conversation.breakOff();
    // Before all else: nothing else waits while a connection is open, and nothing is under way while one is not.
    for (const line of again) this.waiting.add(line, performance.now());
    this.patience.restart(performance.now() - this.connectedAtMs);
    this.seek();
    this.toClient(tell);
    this.options.input.resume();
    this.lingerOrEnd();
  }

  /** Those that wait have waited long enough. */
  private expire(why: string): 'go-on' | 'give-up' {
    if (!this.wasOpen) {
      this.fail('no-engine', why, EXIT.noEngine);
      return 'give-up';
    }
    this.toClient(this.waiting.takeUrgent().map((id) => toLine(ownError(id, 'no-engine', why))));
    this.options.input.resume();
    this.lingerOrEnd();
    return this.phase.kind === 'seeking' ? 'go-on' : 'give-up';
  }

  private fail(reason: OwnReason, message: string, code: ExitCode): void {
    if (this.phase.kind === 'over' || this.phase.kind === 'failed') return;
    this.options.note(message);
    this.phase = { kind: 'failed', reason, message, code };
    const asked = this.waiting.takeRequests();
    this.toClient(asked.map((id) => toLine(ownError(id, reason, message))));
    if (asked.length > 0 || this.inputEnded || this.wasOpen) this.end(code);
    else this.setTimer(this.limits.firstRequestMs, () => this.end(code));
  }

  private answerFailed(line: Buffer): void {
    if (this.phase.kind !== 'failed') return;
    const { reason, message, code } = this.phase;
    const ids = readMessages(line).flatMap((one) => requestId(one) ?? []);
    this.toClient(ids.map((id) => toLine(ownError(id, reason, message))));
    if (ids.length > 0) this.end(code);
  }

  private endInput(): void {
    const rest = this.fromClient.rest();
    if (rest !== null) this.hear(rest);
    this.inputEnded = true;
    if (this.phase.kind === 'failed') this.end(this.phase.code);
    else this.lingerOrEnd();
  }

  /** After the end of the input: all is answered, or what was sent gets a little time yet. */
  private lingerOrEnd(): void {
    if (!this.inputEnded || this.phase.kind === 'over') return;
    if (this.waiting.sinceMs === null && this.conversation.unanswered === 0) this.end(EXIT.good);
    else if (this.phase.kind === 'open')
      this.timer ??= setTimeout(() => this.end(EXIT.good), this.limits.lingerMs);
  }

  private end(code: ExitCode): void {
    this.clearTimer();
    this.socket?.end();
    this.phase = { kind: 'over' };
    this.ended.resolve(code);
  }

  private setTimer(ms: number, then: () => void): void {
    this.clearTimer();
    this.timer = setTimeout(then, ms);
  }

  private clearTimer(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}

function linesOf(passing: Passing, line: Buffer): readonly Buffer[] {
  return passing === 'as-it-is' ? [line] : passing;
}
