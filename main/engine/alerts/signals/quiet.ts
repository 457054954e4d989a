import type { AlertSettings } from '../../configuration/configuration.ts';
import type { Clock } from '../../ports.ts';

/** Less is a clock that is kept right. */
const JUMP_MS = 30_000;
/** No look for so long: this process stood still, or the machine slept on a clock that does not count that. */
const GAP_MS = 60_000;

/** Knows when it is too early to call anything wrong: after a start, a sleep, an edit. */
export interface Quiet {
  /** To be called at each look. Whether Signalbox has only just started, or the machine has only just woken. */
  settles(): boolean;
  /** What its owner has just done to a server, "you restarted it"; null when that is long enough ago. */
  of(server: string): string | null;
  /** Its owner did something to these. */
  note(servers: readonly string[], why: string): void;
}

export function createQuiet(clock: Clock, settings: () => AlertSettings): Quiet {
  let settlesFromMs = clock.monotonic();
  let last = { wallMs: clock.now(), monotonicMs: clock.monotonic() };
  const edits = new Map<string, { readonly atMs: number; readonly why: string }>();

  return {
    settles() {
      const wallMs = clock.now();
      const monotonicMs = clock.monotonic();
      const passedMs = monotonicMs - last.monotonicMs;
      const jumpMs = wallMs - last.wallMs - passedMs;
      last = { wallMs, monotonicMs };
      if (jumpMs > JUMP_MS || passedMs > GAP_MS) settlesFromMs = monotonicMs;
      return monotonicMs - settlesFromMs < settings().settleMs;
    },
    of(server) {
      const edit = edits.get(server);
      if (edit === undefined) return null;
      if (clock.monotonic() - edit.atMs < settings().editQuietMs) return edit.why;
      edits.delete(server);
      return null;
    },
    note(servers, why) {
      for (const server of servers) edits.set(server, { atMs: clock.monotonic(), why });
    },
  };
}
