import type { Logs } from '../../logs/logs.ts';
import type { Clock } from '../../ports.ts';

const LOOK_MS = 30_000;

/** How much is kept of each server's log. */
export interface LogSizes {
  /** As of the last half minute; null while it is not known. */
  bytes(server: string): number | null;
  close(): void;
}

/** Looks every 30 s, on disk only at servers that wrote something since. */
export function watchLogSizes(options: {
  readonly clock: Clock;
  readonly logs: Pick<Logs, 'counts' | 'bytesOnDisk'>;
  readonly servers: () => readonly string[];
}): LogSizes {
  const { clock, logs, servers } = options;
  const known = new Map<string, { readonly lines: number; readonly bytes: number }>();
  let closed = false;
  let cancel = (): void => {};

  async function look(): Promise<void> {
    const names = servers();
    for (const name of known.keys()) if (!names.includes(name)) known.delete(name);
    for (const name of names) {
      const { lines } = logs.counts(name);
      if (closed || known.get(name)?.lines === lines) continue;
      try {
        known.set(name, { lines, bytes: await logs.bytesOnDisk(name) });
      } catch {
        // A disk that can't be read is told of by whoever writes to it; how much is on it is not known.
        known.delete(name);
      }
    }
    if (!closed) cancel = clock.after(LOOK_MS, () => void look());
  }

  cancel = clock.after(LOOK_MS, () => void look());
  return {
    bytes: (server) => known.get(server)?.bytes ?? null,
    close() {
      closed = true;
      cancel();
    },
  };
}
