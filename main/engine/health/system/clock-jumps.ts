import type { Clock } from '../../ports.ts';
import type { ClockJump } from './system-facts.ts';

/** Less is a clock that is kept right by small steps. */
const JUMP_MS = 5_000;
const REMEMBERED_MS = 10 * 60_000;

/** To be called at each look: gives the jumps of the last ten minutes, oldest first. */
export function watchClock(clock: Clock): () => readonly ClockJump[] {
  let before = { wallMs: clock.now(), monotonicMs: clock.monotonic() };
  let jumps: readonly { readonly jump: ClockJump; readonly untilMs: number }[] = [];
  return () => {
    const wallMs = clock.now();
    const monotonicMs = clock.monotonic();
    const byMs = wallMs - before.wallMs - (monotonicMs - before.monotonicMs);
    before = { wallMs, monotonicMs };
    jumps = jumps.filter(({ untilMs }) => untilMs > monotonicMs);
    if (Math.abs(byMs) > JUMP_MS)
      jumps = [...jumps, { jump: { atMs: wallMs, byMs }, untilMs: monotonicMs + REMEMBERED_MS }];
    return jumps.map(({ jump }) => jump);
  };
}
