const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The first and the second signal that asks this process to end. `close` gives the signals back to their defaults. */
export function untilSignal(): { first: Promise<void>; second: Promise<void>; close(): void } {
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  let asked = false;
  const onSignal = () => {
    if (asked) second.resolve();
    asked = true;
    first.resolve();
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
