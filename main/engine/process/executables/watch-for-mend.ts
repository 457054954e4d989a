import type { Clock } from '../../ports.ts';
import { ABSENT, firstDifference, type Stamp } from './stamp.ts';
import { PATH_KEY, type StartStamps } from './start-stamps.ts';

export interface MendWatch {
  readonly clock: Clock;
  /** Reads anew, after asking the shell again where a start-up file has changed. */
  readonly look: () => Promise<StartStamps>;
  /** As the failed start found it; null to begin with the first look. */
  readonly before: StartStamps | null;
  readonly everyMs: number;
  /** Told once, with what has changed in a clause: "/usr/local/bin/foo appeared". */
  readonly onMend: (what: string) => void;
  /** A look that failed, which no file should bring about; it was the last one. */
  readonly onFault: (error: unknown) => void;
}

/**
 * Watches what a start hangs on while a server has failed for good. A change counts when two looks in a row see it
 * alike: a program that is being installed is not tried half-written, and a file that changes without end is no reason.
 */
export function watchForMend(watch: MendWatch): { close(): void } {
  const { clock, everyMs } = watch;
  let before = watch.before;
  let last: StartStamps | null = null;
  let closed = false;
  let cancel = clock.after(everyMs, () => void look());

  /** Never rejects. */
  async function look(): Promise<void> {
    try {
      const now = await watch.look();
      if (closed) return;
      const change = before === null || last === null ? null : settledChange(before, last, now);
      if (change !== null) {
        closed = true;
        watch.onMend(change);
        return;
      }
      before ??= now;
      last = now;
    } catch (error) {
      if (!closed) watch.onFault(error);
      closed = true;
    }
    if (!closed) cancel = clock.after(everyMs, () => void look());
  }

  return {
    close() {
      closed = true;
      cancel();
    },
  };
}

/** The first change against `before` that the last two looks agree on, in a clause. */
export function settledChange(before: StartStamps, last: StartStamps, now: StartStamps): string | null {
  const agreed = new Map<string, Stamp>();
  for (const path of new Set([...before.keys(), ...last.keys(), ...now.keys()])) {
    const isSettled = last.get(path) === now.get(path);
    const stamp = (isSettled ? now : before).get(path);
    if (stamp !== undefined) agreed.set(path, stamp);
  }
  const path = firstDifference(known(before, agreed), known(agreed, before));
  if (path === null) return null;
  if (path === PATH_KEY) return 'PATH changed';
  const [was, is] = [before.get(path) ?? ABSENT, agreed.get(path) ?? ABSENT];
  if (is === ABSENT) return `${path} is gone`;
  return was === ABSENT ? `${path} appeared` : `${path} changed`;
}

/**
 * Without places that only one look has come to: a command that appears earlier on PATH ends the search there, and the
 * places behind it have not changed.
 */
function known(stamps: StartStamps, other: StartStamps): StartStamps {
  return new Map([...stamps].filter(([path, stamp]) => other.has(path) || stamp !== ABSENT));
}
