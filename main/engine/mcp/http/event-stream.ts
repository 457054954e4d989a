import { MESSAGE_MAX_BYTES } from '#contract/limits.ts';
import { LineFramer } from '../framing.ts';

export interface ServerEvent {
  /** `message` where the server names none. */
  readonly event: string;
  readonly data: string;
  /** Of this event or the latest before it; null before the first. */
  readonly lastEventId: string | null;
}

export interface EventStreamListener {
  event(event: ServerEvent): void;
  /** The server asks to wait this long before coming again. */
  retry(ms: number): void;
  oversized(bytes: number): void;
}

const CARRIAGE_RETURN = 13;

/** Reads a text/event-stream (WHATWG HTML §9.2.6), but for lines that end in a lone carriage return. */
export class EventStreamReader {
  readonly #listener: EventStreamListener;
  readonly #framer: LineFramer;
  #event = '';
  #data: string[] = [];
  #dataChars = 0;
  #lastEventId: string | null = null;

  constructor(listener: EventStreamListener) {
    this.#listener = listener;
    this.#framer = new LineFramer(MESSAGE_MAX_BYTES, {
      line: (bytes) => this.#readLine(bytes),
      oversized: (bytes) => listener.oversized(bytes),
    });
  }

  get lastEventId(): string | null {
    return this.#lastEventId;
  }

  push(chunk: Buffer): void {
    this.#framer.push(chunk);
  }

  #readLine(bytes: Buffer): void {
    const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
    const line = bytes.toString('utf8', 0, end);
    if (line === '') {
      this.#dispatch();
      return;
    }
    const colon = line.indexOf(':');
    // A comment: keeps the connection alive.
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const raw = colon < 0 ? '' : line.slice(colon + 1);
    this.#take(field, raw.startsWith(' ') ? raw.slice(1) : raw);
  }

  #take(field: string, value: string): void {
    switch (field) {
      case 'event':
        this.#event = value;
        return;
      case 'data':
        this.#dataChars += value.length;
        if (this.#dataChars <= MESSAGE_MAX_BYTES) this.#data.push(value);
        return;
      case 'id':
        if (!value.includes('\0')) this.#lastEventId = value;
        return;
      case 'retry':
        if (/^\d{1,9}$/.test(value)) this.#listener.retry(Number(value));
        return;
      default:
        // Other fields are to be ignored.
        return;
    }
  }

  #dispatch(): void {
    const event = this.#event === '' ? 'message' : this.#event;
    const data = this.#data.join('\n');
    const chars = this.#dataChars;
    this.#event = '';
    this.#data = [];
    this.#dataChars = 0;
    if (chars > MESSAGE_MAX_BYTES) this.#listener.oversized(chars);
    else if (data !== '') this.#listener.event({ event, data, lastEventId: this.#lastEventId });
  }
}
