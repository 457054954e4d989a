const MAX_EVENTS = 100;
const MAX_CHARS = 1024 * 1024;

interface LoggedEvent {
  readonly stream: number;
  readonly seq: number;
  readonly data: string;
}

/** What a session's streams have carried, for a client that comes back after a cut. The oldest are dropped first. */
export class EventLog {
  #events: LoggedEvent[] = [];
  #chars = 0;
  #seq = 0;

  /** Of the newest event, over all streams. */
  get seq(): number {
    return this.#seq;
  }

  /** Gives the event's id. */
  add(stream: number, data: string): string {
    this.#seq += 1;
    this.#events.push({ stream, seq: this.#seq, data });
    this.#chars += data.length;
    while (this.#events.length > MAX_EVENTS || (this.#chars > MAX_CHARS && this.#events.length > 1)) {
      this.#chars -= this.#events.shift()?.data.length ?? 0;
    }
    return this.lastId(stream);
  }

  /** The id of this moment. */
  lastId(stream: number): string {
    return `${stream}-${this.#seq}`;
  }

  /** What the stream carried after that moment, oldest first, with the ids. */
  after(stream: number, seq: number): { readonly id: string; readonly data: string }[] {
    return this.#events
      .filter((event) => event.stream === stream && event.seq > seq)
      .map((event) => ({ id: `${stream}-${event.seq}`, data: event.data }));
  }

  /** The stream came to its end, and its last event to its reader. */
  forget(stream: number): void {
    this.#events = this.#events.filter((event) => event.stream !== stream);
    this.#chars = this.#events.reduce((sum, { data }) => sum + data.length, 0);
  }
}

/** Takes an id of {@link EventLog} apart; null for one that is none. */
export function readEventId(id: string): { readonly stream: number; readonly seq: number } | null {
  const match = /^(\d{1,15})-(\d{1,15})$/.exec(id);
  return match === null ? null : { stream: Number(match[1]), seq: Number(match[2]) };
}
