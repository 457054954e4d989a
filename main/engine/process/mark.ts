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
  /**
   * A new mark for one start of one server. One that is to outlive its engine reads `<home>/keep/<server>/<nonce>`: no
   * guard looks for it, and the next start knows that its owner wants it.
   */
  make(server: string, keepRunning?: boolean): string;
}

export function createMarks(homeId: string): Marks {
  const run = randomBytes(6).toString('hex');
  const runPrefix = `${homeId}/${run}/`;
  return {
    homePrefix: `${homeId}/`,
    run,
    runPrefix,
    make: (server, keepRunning = false) =>
      `${keepRunning ? `${homeId}/${KEEP}/` : runPrefix}${server}/${randomBytes(4).toString('hex')}`,
  };
}

/** The server's name in a mark; empty for something that is no mark. */
export function serverOfMark(mark: string): string {
  return mark.split('/')[2] ?? '';
}

/** Whether a mark says that its process may outlive its engine. */
export function isKeepMark(mark: string): boolean {
  return mark.split('/')[1] === KEEP;
}

/** In the place of a run, which is hexadecimal. */
const KEEP = 'keep';
