import type { Clock } from './ports.ts';
import { within } from './process/process.ts';
import type { Supervision } from './supervision/supervision.ts';

/** Quit stops all servers within this, whatever they do. */
const QUIT_MS = 8_000;
/** Of which the last part is kept for SIGKILL and the sweep. */
const POLITE_MS = 6_000;

/** Ends every server within the time that a quit may take: politely at first, by SIGKILL near its end. */
export async function stopAll(supervision: Supervision, clock: Clock): Promise<void> {
  const stopped = supervision.close();
  if (await within(clock, POLITE_MS, stopped)) return;
  void supervision.close();
  await within(clock, QUIT_MS - POLITE_MS, stopped);
}
