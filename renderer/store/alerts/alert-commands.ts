import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '#contract/bridge.ts';
import type { Input } from '#contract/channels.ts';
import { problemOf } from '../problem.ts';

export interface AlertCommandsState {
  /** Ids of alerts that something is being done about. */
  readonly busy: ReadonlySet<string>;
}

/** What a person does about alerts. Nothing rejects: a refusal is told as those of commands to servers are. */
export interface AlertCommandsStore extends StoreApi<AlertCommandsState> {
  acknowledge(ids: readonly string[]): Promise<void>;
  /** True when it was done. */
  silence(what: Input<'silence-alerts'>): Promise<boolean>;
  unsilence(id: number): Promise<void>;
  /** Takes alerts off the list: of a server, or all. */
  clear(server: string | null): Promise<void>;
  /** Shows no notification until then, in milliseconds since 1970; null shows them again. */
  pause(untilMs: number | null): Promise<void>;
}

/** What the engine answers with comes over the topic `alerts`, for every window. */
export function createAlertCommandsStore(
  bridge: Bridge,
  refuse: (title: string, message: string) => void,
): AlertCommandsStore {
  const store = createStore<AlertCommandsState>(() => ({ busy: new Set() }));

  const attempt = async (
    refusal: string,
    ids: readonly string[],
    call: () => Promise<unknown>,
  ): Promise<boolean> => {
    store.setState(({ busy }) => ({ busy: new Set([...busy, ...ids]) }));
    try {
      await call();
      return true;
    } catch (error) {
      refuse(refusal, problemOf(error).message);
      return false;
    } finally {
      store.setState(({ busy }) => ({ busy: new Set([...busy].filter((id) => !ids.includes(id))) }));
    }
  };

  return {
    ...store,
    async acknowledge(ids) {
      const free = ids.filter((id) => !store.getState().busy.has(id));
      // One after another: the first that is refused says why, and the others would say the same.
      for (const id of free) {
        const done = await attempt('Can’t acknowledge the alert', [id], () =>
          bridge.call('acknowledge-alert', { id }),
        );
        if (!done) return;
      }
    },
    silence: (what) =>
      attempt('Can’t silence that', what.id === undefined ? [] : [what.id], () =>
        bridge.call('silence-alerts', what),
      ),
    async unsilence(id) {
      await attempt('Can’t remove the silence', [], () => bridge.call('remove-silence', { id }));
    },
    async clear(server) {
      const whose = server === null ? {} : { server };
      await attempt('Can’t clear the alerts', [], () => bridge.call('clear-alerts', whose));
    },
    async pause(untilMs) {
      const until = untilMs === null ? null : new Date(untilMs).toISOString();
      await attempt(until === null ? 'Can’t resume notifications' : 'Can’t pause notifications', [], () =>
        bridge.call('pause-notifications', { until }),
      );
    },
  };
}
