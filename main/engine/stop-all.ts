import type { Clock } from './ports.ts';
import { within } from './process/process.ts';
import type { Supervision } from './supervision/supervision.ts';

/** The rest of the time is kept for SIGKILL and the sweep. */
const POLITE_PART = 0.75;

/**
 * Ends every server within the time that a quit may take (`operations.shutdownTimeout`), whatever they do: politely at first,
 * by SIGKILL near its end.
 */
export async function stopAll(supervision: Supervision, clock: Clock, limitMs: number): Promise<void> {
  const stopped = supervision.close();
  const politeMs = limitMs * POLITE_PART;
  if (await within(clock, politeMs, stopped)) return;
  void supervision.close();
  await within(clock, limitMs - politeMs, stopped);
}
