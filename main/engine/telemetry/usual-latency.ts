import type { Clock } from '../ports.ts';
import type { History } from './history/history.ts';
import { quantile } from './traffic/histogram.ts';

const DAY_MS = 24 * 3_600_000;
/** What is usual does not change faster. */
const LOOK_MS = 10 * 60_000;
/** Fewer requests make no habit. */
const MIN_REQUESTS = 200;

/** How slow each server usually is, so that a change is seen for what it is. */
export interface UsualLatency {
  /** p95 of the last 24 hours, in ms, as of the last ten minutes; null while it rests on fewer than 200 requests. */
  p95Ms(server: string): number | null;
  close(): void;
}

/** Looks at one server after the other, each every ten minutes. `servers` are those that requests were sent to. */
export function watchUsualLatency(options: {
  readonly clock: Clock;
  readonly history: Pick<History, 'latencies'>;
  readonly servers: () => readonly string[];
  readonly onFault: (message: string) => void;
}): UsualLatency {
  const { clock, history, servers } = options;
  const usual = new Map<string, number | null>();
  let closed = false;
  let cancel = clock.after(LOOK_MS / 10, () => void lookAtAll());

  async function lookAtAll(): Promise<void> {
    const names = servers();
    for (const name of [...usual.keys()]) if (!names.includes(name)) usual.delete(name);
    try {
      for (const name of names) {
        if (closed) return;
        const toMs = clock.now();
        const counts = await history.latencies(name, { fromMs: toMs - DAY_MS, toMs });
        const requests = counts.reduce((all, one) => all + one, 0);
        usual.set(name, requests < MIN_REQUESTS ? null : quantile(counts, 0.95));
      }
    } catch (error) {
      options.onFault(`Usual latencies can’t be read: ${error instanceof Error ? error.message : error}`);
    }
    if (!closed) cancel = clock.after(LOOK_MS, () => void lookAtAll());
  }

  return {
    p95Ms: (server) => usual.get(server) ?? null,
    close() {
      closed = true;
      cancel();
    },
  };
}
