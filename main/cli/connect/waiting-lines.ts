import { LISTEN, type RpcId, readMessages, requestId } from './messages.ts';

interface Waiting {
  readonly line: Buffer;
  /** The requests in it. */
  readonly ids: readonly RpcId[];
  /** Nobody waits for it: a notification, or a subscription, which is a request but has no end. */
  readonly isPatient: boolean;
  readonly sinceMs: number;
}

/** What the client said while there was no engine to hear it, in order. */
export class WaitingLines {
  private entries: Waiting[] = [];
  private byteCount = 0;

  get bytes(): number {
    return this.byteCount;
  }

  /** Since when somebody waits for an answer; null when nobody does. */
  get sinceMs(): number | null {
    return this.entries.find(({ isPatient }) => !isPatient)?.sinceMs ?? null;
  }

  add(line: Buffer, nowMs: number): void {
    this.keep(toWaiting(line, nowMs));
  }

  /** The client takes a request back. False when it does not wait here. */
  remove(id: unknown): boolean {
    const index = this.entries.findIndex(({ ids }) => ids.length === 1 && ids[0] === id);
    if (index === -1) return false;
    const [removed] = this.entries.splice(index, 1);
    this.byteCount -= removed?.line.length ?? 0;
    return true;
  }

  takeLines(): Buffer[] {
    return this.take().map(({ line }) => line);
  }

  /** Gives the requests that somebody waits for, and drops them. */
  takeUrgent(): RpcId[] {
    const taken = this.take();
    for (const entry of taken) if (entry.isPatient) this.keep(entry);
    return taken.flatMap(({ ids, isPatient }) => (isPatient ? [] : ids));
  }

  /** Gives all requests, and drops everything. */
  takeRequests(): RpcId[] {
    return this.take().flatMap(({ ids }) => ids);
  }

  private keep(entry: Waiting): void {
    this.entries.push(entry);
    this.byteCount += entry.line.length;
  }

  private take(): Waiting[] {
    const taken = this.entries;
    this.entries = [];
    this.byteCount = 0;
    return taken;
  }
}

function toWaiting(line: Buffer, sinceMs: number): Waiting {
  const messages = readMessages(line);
  const ids = messages.map(requestId).filter((id) => id !== undefined);
  const isPatient = ids.length === 0 || messages.every(({ method }) => method === LISTEN);
  return { line, ids, isPatient, sinceMs };
}
