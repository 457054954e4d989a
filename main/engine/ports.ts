/** What the engine needs from outside. Each has a real default, so that a shell passes only what it does better. */
export interface EnginePorts {
  readonly clock: Clock;
  /** Uniform in [0, 1): jitter. */
  readonly random: () => number;
  readonly notifier: Notifier;
}

export interface Clock {
  /** Milliseconds since 1970; may jump. For people's eyes and for files. */
  now(): number;
  /** Milliseconds since some fixed moment; never jumps. For every wait and every rate. */
  monotonic(): number;
  /** Calls `then` once after `ms`; the returned function cancels it. A pending timer keeps the process alive: its owner cancels it. */
  after(ms: number, then: () => void): () => void;
}

export interface Notice {
  readonly title: string;
  readonly body: string;
  /** The server it is about; a click on the notice opens it. */
  readonly server: string;
  readonly urgency: 'normal' | 'critical';
}

export interface Notifier {
  /** Shows the notice to the person at the machine, or drops it where there is nobody. Must not throw. */
  notify(notice: Notice): void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};

/** Drops notices: the register has them all the same. */
export const silentNotifier: Notifier = { notify() {} };
