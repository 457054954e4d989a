import type { ServerConfig } from '../configuration/configuration.ts';
import type { McpSession } from '../mcp/mcp.ts';
import type { Clock } from '../ports.ts';

/** Watches whether a ready server still answers. */
export interface Liveness {
  /** Probes in a row without any sign of life. */
  readonly missed: number;
  /** Round trip of the last answered probe, milliseconds; null before the first. */
  readonly probeMs: number | null;
  /** Any message from the server is life, a late answer too. */
  noteActivity(): void;
  close(): void;
}

export interface LivenessOptions {
  readonly session: Pick<McpSession, 'probe'>;
  readonly clock: Clock;
  /** Uniform in [0, 1): spreads the probes of many servers, since a burst measures only itself (measured). */
  readonly random: () => number;
  /** Read before each probe, so that an edit of the settings takes effect without a restart. */
  readonly settings: () => ServerConfig['liveness'];
  /** `missed` or `probeMs` changed. */
  readonly onChange: () => void;
  /** So many probes in a row were missed as the settings allow. Told once; no probe follows. */
  readonly onHung: () => void;
}

/**
 * Probes once per interval. A probe that comes back late because the machine slept or this process was stopped says
 * nothing about the server: such a period is dropped.
 */
export function watchLiveness(options: LivenessOptions): Liveness {
  const { clock, session } = options;
  let missed = 0;
  let probeMs: number | null = null;
  let activityMs = clock.monotonic();
  /** Of the verdict before: a late answer falls between two probes as well as into one. */
  let judgedMs = clock.monotonic();
  let cancel = schedule(options.settings().intervalMs * options.random());
  let closed = false;

  function schedule(ms: number): () => void {
    return clock.after(Math.max(0, ms), () => void probe());
  }

  async function probe(): Promise<void> {
    const { intervalMs, timeoutMs, misses } = options.settings();
    const sentMs = clock.monotonic();
    const sentWallMs = clock.now();
    const result = await session.probe(timeoutMs);
    if (closed) return;
    const tookMs = clock.monotonic() - sentMs;
    const sleptMs = Math.max(tookMs - timeoutMs, clock.now() - sentWallMs - tookMs);
    if (result.ok) {
      missed = 0;
      probeMs = result.ms;
    } else if (result.why === 'error' || activityMs > judgedMs) missed = 0;
    else if (sleptMs < intervalMs) missed += 1;
    judgedMs = clock.monotonic();
    if (missed >= misses) {
      options.onHung();
      return;
    }
    options.onChange();
    cancel = schedule(intervalMs - tookMs);
  }

  return {
    get missed() {
      return missed;
    },
    get probeMs() {
      return probeMs;
    },
    noteActivity() {
      activityMs = clock.monotonic();
    },
    close() {
      closed = true;
      cancel();
    },
  };
}
