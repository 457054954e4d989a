import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Silence } from '#contract/alert.ts';
import type { AlertRule } from '#contract/alert-rule.ts';
import type { Bridge } from '#contract/bridge.ts';
import { askAgain } from '../ask-again.ts';
import { problemOf } from '../problem.ts';

export interface SilencesState {
  /** Null before the first answer. */
  readonly silences: readonly Silence[] | null;
  /** Rules that can be silenced; empty before the first answer. */
  readonly rules: readonly Pick<AlertRule, 'name' | 'title'>[];
  readonly problem: string | null;
}

export interface SilencesStore extends StoreApi<SilencesState> {
  /** Lists them, and again whenever an alert changes, until the returned function is called. */
  open(): () => void;
  /** Something was silenced or not any more: asks at once. */
  want(): void;
}

/** What nobody is notified of, by a person's wish. */
export function createSilencesStore(bridge: Bridge): SilencesStore {
  const store = createStore<SilencesState>(() => ({ silences: null, rules: [], problem: null }));
  let opening = 0;
  let want = (): void => {};
  return {
    ...store,
    open() {
      opening += 1;
      const mine = opening;
      const question = askAgain({
        gapMs: 250,
        async ask() {
          try {
            const [{ silences }, { rules }] = await Promise.all([
              bridge.call('silences', {}),
              bridge.call('alert-rules', {}),
            ]);
            if (mine === opening) store.setState({ silences, rules, problem: null });
          } catch (error) {
            if (mine === opening) store.setState({ problem: problemOf(error).message });
            throw error;
          }
        },
      });
      want = question.want;
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
        if (mine !== opening) return;
        opening += 1;
        want = () => {};
      };
    },
    want: () => want(),
  };
}
