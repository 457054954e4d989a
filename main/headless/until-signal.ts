import { watchTerminal } from '../runtime/hang-up.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ctrl+C under npm arrives twice within milliseconds, from the terminal and from npm: that is the same wish. */
const SAME_WISH_MS = 250;

export interface SignalsHeard {
  /** The first and the second wish that this process ends. A terminal that goes away is one. */
  readonly first: Promise<void>;
  readonly second: Promise<void>;
  /** Called for each SIGHUP that is a wish to read the configuration again. */
  onReload(listener: () => void): void;
  /** Gives the signals back to their defaults. */
  close(): void;
}

export function untilSignal(): SignalsHeard {
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  const hangUp = watchTerminal();
  let reload = (): void => {};
  let askedMs: number | null = null;
  const onSignal = (signal: NodeJS.Signals) => {
    if (signal === 'SIGHUP' && hangUp() === 'reload') {
      reload();
      return;
    }
    const nowMs = performance.now();
    if (askedMs === null) {
      askedMs = nowMs;
      first.resolve();
    } else if (nowMs - askedMs >= SAME_WISH_MS) second.resolve();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    first: first.promise,
    second: second.promise,
    onReload(listener) {
      reload = listener;
    },
    close() {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
