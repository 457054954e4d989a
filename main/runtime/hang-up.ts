import { closeSync, constants, openSync } from 'node:fs';

/**
 * What SIGHUP means here and now: `ended` when the terminal that the process was started from has gone, else `reload`, as a
 * person or a service manager asks for. Ask {@link watchTerminal} once at the start.
 */
export type HangUp = 'ended' | 'reload';

/** Returns what tells it. A process without a terminal has none to lose. */
export function watchTerminal(canOpen: () => boolean = canOpenTerminal): () => HangUp {
  const hadTerminal = canOpen();
  return () => (hadTerminal && !canOpen() ? 'ended' : 'reload');
}

/** The kernel takes the controlling terminal from a whole session before it sends SIGHUP for its end: ENXIO then. */
function canOpenTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', constants.O_RDWR | (constants.O_NOCTTY ?? 0)));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
