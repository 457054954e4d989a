const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ctrl+C under npm arrives twice within milliseconds, from the terminal and from npm: that is the same wish. */
const SAME_WISH_MS = 250;

/** The first and the second wish that this process ends. `close` gives the signals back to their defaults. */
export function untilSignal(): { first: Promise<void>; second: Promise<void>; close(): void } {
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  let askedMs: number | null = null;
  const onSignal = () => {
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
    close() {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
