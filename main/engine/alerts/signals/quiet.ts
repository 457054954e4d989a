import type { AlertSettings } from '../../configuration/configuration.ts';
import type { Clock } from '../../ports.ts';

/** Less is a clock that is kept right. */
const JUMP_MS = 30_000;
/** No look for so long: this process stood still, or the machine slept on a clock that does not count that. */
const GAP_MS = 60_000;

/** So long it may still be why many servers have a trouble. */
const TOLD_MS = 10 * 60_000;
/** So long what its owner did to a server may be why it has a trouble. */
const EDIT_TOLD_MS = 5 * 60_000;

/** Knows when it is too early to call anything wrong: after a start, a sleep, an edit. */
export interface Quiet {
  /** To be called at each look. Whether Signalbox has only just started, or the machine has only just woken. */
  settles(): boolean;
  /** What its owner has just done to a server, "you restarted it"; null when that is long enough ago. */
  of(server: string): string | null;
  /** "you changed its configuration at 14:02", of the last five minutes; null when nothing was done. */
  edited(server: string): string | null;
  /** What happened to all servers in the last ten minutes: "the machine woke at 14:02". Null when nothing did. */
  lately(): string | null;
  /** Its owner did something to these. */
  note(servers: readonly string[], why: string): void;
}

export function createQuiet(clock: Clock, settings: () => AlertSettings): Quiet {
  let began = { atMs: clock.monotonic(), text: `Signalbox started at ${timeOfDay(clock.now())}` };
  let last = { wallMs: clock.now(), monotonicMs: clock.monotonic() };
  const edits = new Map<string, { readonly atMs: number; readonly wallMs: number; readonly why: string }>();

  return {
    settles() {
      const wallMs = clock.now();
      const monotonicMs = clock.monotonic();
      const passedMs = monotonicMs - last.monotonicMs;
      const jumpMs = wallMs - last.wallMs - passedMs;
      last = { wallMs, monotonicMs };
      if (jumpMs > JUMP_MS || passedMs > GAP_MS)
        began = { atMs: monotonicMs, text: `the machine woke at ${timeOfDay(wallMs)}` };
      return monotonicMs - began.atMs < settings().settleMs;
    },
    of(server) {
      const edit = edits.get(server);
      if (edit === undefined) return null;
      const passedMs = clock.monotonic() - edit.atMs;
      if (passedMs < settings().editQuietMs) return edit.why;
      if (passedMs >= EDIT_TOLD_MS) edits.delete(server);
      return null;
    },
    edited(server) {
      const edit = edits.get(server);
      if (edit === undefined || clock.monotonic() - edit.atMs >= EDIT_TOLD_MS) return null;
      return `${edit.why} at ${timeOfDay(edit.wallMs)}`;
    },
    lately: () => (clock.monotonic() - began.atMs < TOLD_MS ? began.text : null),
    note(servers, why) {
      for (const server of servers) edits.set(server, { atMs: clock.monotonic(), wallMs: clock.now(), why });
    },
  };
}

/** In the machine's own time zone. */
function timeOfDay(atMs: number): string {
  const at = new Date(atMs);
  return [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}
