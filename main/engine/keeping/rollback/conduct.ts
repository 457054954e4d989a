import type { ServerView } from '#contract/server.ts';

interface Seen {
  readonly state: ServerView['state'];
  /** Since it was last started. */
  readonly wasReady: boolean;
  /** Null for one that was ready since it failed. */
  readonly failedAs: string | null;
}

export interface Conduct {
  /** `failed-early` when it has just failed before it was ready, and is to be started again. */
  note(now: ServerView): 'failed-early' | null;
  /** How it failed when it was last seen to; null for one that was ready since. */
  failedAs(server: string): string | null;
  forget(server: string): void;
}

/** Keeps in mind which servers fail, and how, by what is seen of their states. */
export function createConduct(): Conduct {
  const seen = new Map<string, Seen>();
  return {
    note(now) {
      const { name, state } = now;
      const before = seen.get(name);
      const isStart = state === 'waiting' || state === 'starting';
      const wasReady = state === 'ready' || (!isStart && before?.wasReady === true);
      const isEarly = state === 'backing-off' && !wasReady;
      const isFailure = isEarly || state === 'failed' || state === 'crash-looping';
      const since = state === 'ready' ? null : (before?.failedAs ?? null);
      seen.set(name, { state, wasReady, failedAs: isFailure ? wayOf(now) : since });
      return isEarly && before?.state !== 'backing-off' ? 'failed-early' : null;
    },
    failedAs: (server) => seen.get(server)?.failedAs ?? null,
    forget: (server) => void seen.delete(server),
  };
}

/** Without the words, which may have a number or a time in them that is another each time. */
function wayOf({ problem, last_exit: exit }: ServerView): string {
  const code = problem?.code ?? 'unknown';
  return code === 'exited' || code === 'killed' ? `${code} ${exit?.code ?? ''} ${exit?.signal ?? ''}` : code;
}
