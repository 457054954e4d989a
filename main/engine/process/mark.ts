import { randomBytes } from 'node:crypto';

/** The environment variable that every process of a server inherits: how one is found after it left its group. */
export const MARK_VARIABLE = 'SIGNALBOX_MARK';

/**
 * Marks read `<home>/<engine run>/<server>/<nonce>`: a sweep can go by home (the next start), by run (the guard) or by
 * one start of one server (the stop ladder).
 */
export interface Marks {
  /** Begins every mark of this home, whichever engine made it. */
  readonly homePrefix: string;
  /** Names this engine run: hexadecimal. */
  readonly run: string;
  /** Begins every mark of this engine run. */
  readonly runPrefix: string;
  /** A new mark for one start of one server. */
  make(server: string): string;
}

export function createMarks(homeId: string): Marks {
  const run = randomBytes(6).toString('hex');
  const runPrefix = `${homeId}/${run}/`;
  return {
    homePrefix: `${homeId}/`,
    run,
    runPrefix,
    make: (server) => `${runPrefix}${server}/${randomBytes(4).toString('hex')}`,
  };
}

/** The server's name in a mark; empty for something that is no mark. */
export function serverOfMark(mark: string): string {
  return mark.split('/')[2] ?? '';
}
