import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#contract/bridge.ts';
import type { Traffic } from '#contract/traffic.ts';
import { askAgain } from '../ask-again.ts';
import { problemOf } from '../problem.ts';

export interface TrafficState {
  /** Null until the first answer. */
  readonly traffic: Traffic | null;
  /** Requests that were asked to be cancelled, by `seq`, until they are gone. */
  readonly cancelling: ReadonlySet<number>;
  /** What became of the last cancellation, in a sentence. */
  readonly told: string;
}

export interface TrafficStore extends StoreApi<TrafficState> {
  /** Asks who calls whom and follows it until the returned function is called. */
  follow(): () => void;
  /** Cancels a request in flight. Never rejects: what became of it is put into `told`. */
  cancel(seq: number): Promise<void>;
}

/** Who asks what of whom, now. */
export function createTrafficStore(bridge: Bridge): TrafficStore {
  const store = createStore<TrafficState>(() => ({ traffic: null, cancelling: new Set(), told: '' }));

  const take = (traffic: Traffic): void => {
    store.setState(({ cancelling }) => {
      const open = new Set(traffic.in_flight.map(({ seq }) => seq));
      return {
        traffic,
        cancelling:
          cancelling.size === 0 ? cancelling : new Set([...cancelling].filter((seq) => open.has(seq))),
      };
    });
  };

  const follow = (): (() => void) => {
    let ended = false;
    /** What the topic told is newer than an answer that was on its way meanwhile. */
    let tells = 0;
    const question = askAgain({
      async ask() {
        const before = tells;
        const traffic = await bridge.call('traffic', {});
        if (!ended && before === tells) take(traffic);
      },
    });
    const ends = [
      bridge.subscribe('traffic', (traffic) => {
        tells += 1;
        take(traffic);
      }),
      bridge.onConnection((connected) => {
        if (connected) question.want();
      }),
    ];
    question.want();
    return () => {
      ended = true;
      question.end();
      for (const end of ends) end();
    };
  };

  const cancel = async (seq: number): Promise<void> => {
    if (store.getState().cancelling.has(seq)) return;
    store.setState(({ cancelling }) => ({ cancelling: new Set([...cancelling, seq]), told: '' }));
    try {
      const { cancelled } = await bridge.call('cancel-request', { seq });
      store.setState(({ cancelling }) => ({
        // One that was over never shows up again to be taken out.
        cancelling: cancelled ? cancelling : without(cancelling, seq),
        told: cancelled ? 'Cancelled: its client gets an error.' : 'It was over already.',
      }));
    } catch (error) {
      store.setState(({ cancelling }) => ({
        cancelling: without(cancelling, seq),
        told: `It could not be cancelled: ${problemOf(error).message}`,
      }));
    }
  };

  return { ...store, follow, cancel };
}

function without(set: ReadonlySet<number>, seq: number): ReadonlySet<number> {
  return new Set([...set].filter((one) => one !== seq));
}
