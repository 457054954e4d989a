/** One caller's share in a call that others may wait for too. */
export interface Shared<T> {
  /** False when it was in flight already. */
  readonly isFirst: boolean;
  /** As the call itself ends, for all who wait. Somebody who left gets it too, where it still comes. */
  readonly answer: Promise<T>;
  /** Waits no longer; the last one to leave cancels the call. May be called again, and after the end. */
  leave(): void;
}

/** Reads that are the same and in flight at the same time go to the server once. */
export interface SingleFlight<T> {
  /**
   * @param key by which two reads are the same
   * @param start sends it; called only when none is in flight, and told by the signal when nobody waits any more
   */
  join(key: string, start: (signal: AbortSignal) => Promise<T>): Shared<T>;
}

interface Flight<T> {
  readonly answer: Promise<T>;
  readonly abort: AbortController;
  waiting: number;
}

export function createSingleFlight<T>(): SingleFlight<T> {
  const flights = new Map<string, Flight<T>>();

  const end = (key: string, flight: Flight<T>): void => {
    // One that was left by all may have a successor under its key.
    if (flights.get(key) === flight) flights.delete(key);
  };
  const begin = (key: string, start: (signal: AbortSignal) => Promise<T>): Flight<T> => {
    const abort = new AbortController();
    const flight: Flight<T> = { answer: start(abort.signal), abort, waiting: 0 };
    flights.set(key, flight);
    const done = (): void => end(key, flight);
    flight.answer.then(done, done);
    return flight;
  };

  return {
    join(key, start) {
      const known = flights.get(key);
      const flight = known ?? begin(key, start);
      flight.waiting++;
      let left = false;
      return {
        isFirst: known === undefined,
        answer: flight.answer,
        leave() {
          if (left) return;
          left = true;
          flight.waiting--;
          if (flight.waiting > 0 || flights.get(key) !== flight) return;
          flights.delete(key);
          flight.abort.abort();
        },
      };
    },
  };
}
