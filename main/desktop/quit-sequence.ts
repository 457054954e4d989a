import type { Clock } from '#engine/ports.ts';

/**
 * Where a quit is. `stopping`: the engine stops all servers. `forcing`: the person asked again, or the engine took
 * too long. `done`: nothing is left to stop, so the app may end.
 */
export type QuitState =
  | { readonly kind: 'running' }
  | { readonly kind: 'stopping'; readonly sinceMs: number }
  | { readonly kind: 'forcing' }
  | { readonly kind: 'done' };

export interface QuitSequence {
  readonly state: QuitState;
  /** Asks for a quit. The first stops all servers and then ends the app; a second one forces. Never throws. */
  request(): void;
}

export interface QuitOptions {
  readonly clock: Clock;
  /** Stops all servers; `force` skips the grace. */
  readonly closeEngine: (how: { force: boolean }) => Promise<void>;
  /** How long all servers together may take to stop, in milliseconds. */
  readonly stopMs: () => number;
  /** Ends the app. Called once, when the state is `done`. */
  readonly end: () => void;
  readonly report: (error: unknown) => void;
}

/** Ctrl+C under npm arrives twice within milliseconds, from the terminal and from npm: that is the same wish. */
const SAME_WISH_MS = 250;
/** What the engine takes longer than its servers may is for its own files; beyond that it has failed. */
const ENGINE_END_MS = 2000;
/** A forced stop only sends signals and looks twice whether anything is left. */
const FORCE_LIMIT_MS = 3000;

/** Every way out of the app goes through here: the menu, the system's shutdown, signals. */
export function createQuitSequence({ clock, closeEngine, stopMs, end, report }: QuitOptions): QuitSequence {
  let state: QuitState = { kind: 'running' };
  let cancelLimit = (): void => {};

  function finish(): void {
    if (state.kind === 'done') return;
    cancelLimit();
    state = { kind: 'done' };
    end();
  }

  function close(force: boolean, limitMs: number, tooLate: () => void): void {
    cancelLimit();
    cancelLimit = clock.after(limitMs, tooLate);
    closeEngine({ force }).then(finish, (error: unknown) => {
      report(error);
      if (force) finish();
      else forceNow();
    });
  }

  function forceNow(): void {
    if (state.kind !== 'stopping') return;
    state = { kind: 'forcing' };
    close(true, FORCE_LIMIT_MS, finish);
  }

  return {
    get state() {
      return state;
    },
    request() {
      switch (state.kind) {
        case 'running':
          state = { kind: 'stopping', sinceMs: clock.monotonic() };
          close(false, stopMs() + ENGINE_END_MS, forceNow);
          return;
        case 'stopping':
          if (clock.monotonic() - state.sinceMs >= SAME_WISH_MS) forceNow();
          return;
        case 'forcing':
        case 'done':
          return;
        default:
          state satisfies never;
      }
    },
  };
}
