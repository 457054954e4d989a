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
  /** A notice with the id of an earlier one takes its place. */
  readonly id: string;
  readonly title: string;
  readonly body: string;
  /** The server it is about; null for several, or none. A click on the notice opens it, else the alerts. */
  readonly server: string | null;
  /** A `critical` one stays until somebody has seen it, where the platform can do that. */
  readonly urgency: 'low' | 'normal' | 'critical';
  /** Buttons, the most useful first; a platform may show fewer, or none. */
  readonly actions: readonly NoticeAction[];
}

export type NoticeAction = 'restart' | 'start' | 'open-logs' | 'snooze';

export interface Notifier {
  /**
   * Shows the notice to the person at the machine. `act` is called for a button, `open` for a click on the notice
   * itself: the engine restarts, starts and snoozes; the shell opens what is to be seen. Rejects when it can't be shown.
   */
  notify(notice: Notice, act: (action: NoticeAction | 'open') => void): Promise<void>;
  /** Why nobody can be shown anything here, in a sentence; null when it works. */
  unavailable(): string | null;
}

/** One that is set further ahead goes off at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, then) {
    let timer: NodeJS.Timeout;
    const wait = (leftMs: number): void => {
      const nextMs = Math.min(leftMs, LONGEST_TIMER_MS);
      timer = setTimeout(() => (leftMs > nextMs ? wait(leftMs - nextMs) : then()), nextMs);
    };
    wait(ms);
    return () => clearTimeout(timer);
  },
};

/** Shows nothing to nobody: alerts are in the window all the same. */
export const silentNotifier: Notifier = {
  notify: () => Promise.reject(new Error('there is nobody to show it to')),
  unavailable: () => 'this shell shows no notifications',
};
