import { type Clock, systemClock } from '#engine/ports.ts';

/** The system's clock, whose time of day a test can move as its owner or a time server does. */
export interface MovingClock extends Clock {
  /** By so many milliseconds, forwards or back. */
  jump(ms: number): void;
  /**
   * The machine sleeps: the time of day goes on and the steady clock does not, as on Linux, or both do, as where it
   * counts sleep.
   */
  sleep(ms: number, steady: 'stands' | 'goes-on'): void;
}

export function movingClock(): MovingClock {
  let wallMs = 0;
  let steadyMs = 0;
  return {
    now: () => systemClock.now() + wallMs,
    monotonic: () => systemClock.monotonic() + steadyMs,
    after: systemClock.after,
    jump(ms) {
      wallMs += ms;
    },
    sleep(ms, steady) {
      wallMs += ms;
      if (steady === 'goes-on') steadyMs += ms;
    },
  };
}
