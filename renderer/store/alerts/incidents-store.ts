import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#contract/bridge.ts';
import type { Incident, IncidentReport } from '#contract/incident.ts';
import { askAgain } from '../ask-again.ts';
import { problemOf } from '../problem.ts';

export interface IncidentsState {
  /** Newest first; null before the first answer. */
  readonly incidents: readonly Incident[] | null;
  /** Of the incident that is open; null before its first answer, and while none is. */
  readonly report: IncidentReport | null;
  /** Why the last question was not answered; null when it was. */
  readonly problem: string | null;
}

export interface IncidentsStore extends StoreApi<IncidentsState> {
  /** Follows the list, or with an id the report of one incident, until the returned function is called. */
  open(id: number | null): () => void;
}

/** A report is put together from many tables: one a few seconds is enough for a person who reads it. */
const REPORT_GAP_MS = 3000;

/** Troubles that were joined of alerts, and what is known of one. */
export function createIncidentsStore(bridge: Bridge): IncidentsStore {
  const store = createStore<IncidentsState>(() => ({ incidents: null, report: null, problem: null }));
  let opening = 0;
  return {
    ...store,
    open(id) {
      opening += 1;
      const mine = opening;
      if (store.getState().report?.id !== id) store.setState({ report: null });
      store.setState({ problem: null });
      const question = askAgain({
        gapMs: id === null ? 1000 : REPORT_GAP_MS,
        async ask() {
          try {
            const told =
              id === null
                ? await bridge.call('incidents', {})
                : { report: await bridge.call('incident', { id }) };
            if (mine === opening) store.setState({ ...told, problem: null });
          } catch (error) {
            const { code, message } = problemOf(error);
            if (mine === opening) store.setState({ problem: message });
            // One that was forgotten does not come back.
            if (code !== 'not-found') throw error;
          }
        },
      });
      const ends = [
        bridge.subscribe('alerts', question.want),
        bridge.onConnection((connected) => {
          if (connected) question.want();
        }),
      ];
      question.want();
      return () => {
        question.end();
        for (const end of ends) end();
        if (mine === opening) opening += 1;
      };
    },
  };
}
