const FIRST_WAIT_MS = 250;
/** A person who restarts the engine should see the window come back by itself, soon. */
const LONGEST_WAIT_MS = 3000;

export interface FeedOptions {
  readonly url: string;
  readonly protocols: string[];
  readonly random: () => number;
  readonly onFrame: (frame: string) => void;
  /** Told how the first attempt ended, and then only of changes. */
  readonly onConnection: (connected: boolean) => void;
}

export interface Feed {
  isConnected(): boolean;
  close(): void;
}

/** One WebSocket that is opened again after every loss, at first after 250 ms, at most every 3 s. Ends at `close`. */
export function openFeed(options: FeedOptions): Feed {
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let connected: boolean | null = null;
  let closed = false;
  let waitMs = FIRST_WAIT_MS;

  const setConnected = (value: boolean): void => {
    if (connected === value) return;
    connected = value;
    options.onConnection(value);
  };

  const open = (): void => {
    const opening = new WebSocket(options.url, options.protocols);
    socket = opening;
    opening.addEventListener('open', () => {
      waitMs = FIRST_WAIT_MS;
      setConnected(true);
    });
    opening.addEventListener('message', (event) => {
      if (!closed && typeof event.data === 'string') options.onFrame(event.data);
    });
    // A failed attempt and a lost connection both end in `close`; `error` says nothing more.
    opening.addEventListener('close', () => {
      if (closed) return;
      setConnected(false);
      timer = setTimeout(open, waitMs * (0.75 + options.random() / 2));
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    });
  };

  open();
  return {
    isConnected: () => connected === true,
    close() {
      closed = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}
