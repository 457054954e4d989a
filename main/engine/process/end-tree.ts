import type { Clock } from '../ports.ts';
import { type Found, findTree, killTree, signal, type Target } from './kill-tree.ts';
import { patiently, wait } from './wait.ts';

/** After SIGTERM, as the stop ladder gives by default. */
const TERMINATE_MS = 5_000;
const KILL_LIMIT_MS = 3_000;
const LOOK_EVERY_MS = 50;

/**
 * Ends a tree whose first process is no child of ours: SIGTERM to each that is in it, then SIGKILL. Rejects when the
 * machine could not be looked at.
 */
export async function endTree(target: Target, clock: Clock): Promise<{ found: Found[]; left: Found[] }> {
  const found = await patiently(() => findTree(target), clock, KILL_LIMIT_MS);
  for (const one of found) terminate(one);
  const isOver = () =>
    findTree(target, found).then(
      (left) => left.length === 0,
      // The next look may do.
      () => false,
    );
  const deadline = clock.monotonic() + TERMINATE_MS;
  while (!(await isOver()) && clock.monotonic() < deadline) await wait(clock, LOOK_EVERY_MS);
  const { left } = await killTree(target, { clock, limitMs: KILL_LIMIT_MS, known: found });
  return { found, left };
}

function terminate(one: Found): void {
  try {
    // A stopped process can't act on the first before the second.
    if (signal(one, 'SIGTERM')) signal(one, 'SIGCONT');
  } catch {
    // Who it is could not be looked at now. SIGKILL follows, after a look that can.
  }
}
