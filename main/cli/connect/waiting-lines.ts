import { type RpcId, readMessages, requestId } from './messages.ts';

interface Waiting {
  readonly line: Buffer;
  /** The requests in it. */
  readonly ids: readonly RpcId[];
  readonly sinceMs: number;
}

/** What the client said while there was no engine to hear it, in order. */
export class WaitingLines {
  private entries: Waiting[] = [];
  private byteCount = 0;

  get bytes(): number {
    return this.byteCount;
  }

  /** Since when the oldest request waits; null when none does. */
  get sinceMs(): number | null {
    return this.entries.find(({ ids }) => ids.length > 0)?.sinceMs ?? null;
  }

  add(line: Buffer, nowMs: number): void {
    this.entries.push(toWaiting(line, nowMs));
    this.byteCount += line.length;
  }

  /** What was sent already and must be sent again, before all else. */
  addBefore(lines: readonly Buffer[], nowMs: number): void {
    this.entries.unshift(...lines.map((line) => toWaiting(line, nowMs)));
    for (const line of lines) this.byteCount += line.length;
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

  /** Gives the requests that waited, and drops all. */
  takeRequests(): RpcId[] {
    return this.take().flatMap(({ ids }) => ids);
  }

  private take(): Waiting[] {
    const taken = this.entries;
    this.entries = [];
    this.byteCount = 0;
    return taken;
  }
}

function toWaiting(line: Buffer, sinceMs: number): Waiting {
  const ids = readMessages(line)
    .map(requestId)
    .filter((id) => id !== undefined);
  return { line, ids, sinceMs };
}
