/**
 * Writes that nobody's life may hang on: a full disk or a damaged file makes a server no worse than its history. The
 * first failure is told; the next only after all that failed has been written again.
 */
export interface GuardedWrites {
  /** Runs the access. False when it failed. `what` names the list for people: "register". */
  attempt(what: string, access: () => void, kind?: 'written' | 'read'): boolean;
}

/** `onWritten` is called after each write that succeeded. */
export function createGuardedWrites(tell: (message: string) => void, onWritten: () => void): GuardedWrites {
  const failing = new Set<string>();
  return {
    attempt(what, access, kind = 'written') {
      // That a list can be read says nothing of whether it can be written.
      const key = `${kind} ${what}`;
      try {
        access();
        failing.delete(key);
        if (kind === 'written') onWritten();
        return true;
      } catch (error) {
        const isFirst = failing.size === 0;
        failing.add(key);
        if (isFirst) tell(`The ${what} can't be ${kind}: ${error instanceof Error ? error.message : error}`);
        return false;
      }
    },
  };
}
