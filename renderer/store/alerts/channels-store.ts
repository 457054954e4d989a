import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AlertChannel, ChannelTest, Delivery } from '#contract/alert-channel.ts';
import type { Bridge } from '#contract/bridge.ts';
import type { QuietHours } from '#contract/channels.ts';
import { askAgain } from '../ask-again.ts';
import { problemOf } from '../problem.ts';

type Settings = Readonly<Record<string, unknown>>;

export interface ChannelsState {
  /** Null before the first answer. */
  readonly channels: readonly AlertChannel[] | null;
  /** What the file says of each that it names, secrets masked. */
  readonly settings: Readonly<Record<string, Settings>>;
  /** Newest first. */
  readonly deliveries: readonly Delivery[];
  readonly quietHours: QuietHours | null;
  /** Channels that something is being done with. */
  readonly busy: ReadonlySet<string>;
  /** What came of the last test of each, while the page is open. */
  readonly tests: ReadonlyMap<string, ChannelTest>;
  /** Why a change was refused, by channel; of the quiet hours by {@link QUIET_HOURS}. */
  readonly refused: ReadonlyMap<string, string>;
  readonly problem: string | null;
}

/** Stands for the quiet hours where changes go by the names of channels; no channel can have it. */
export const QUIET_HOURS = ' quiet hours';

export interface ChannelsStore extends StoreApi<ChannelsState> {
  /** Lists them, and again whenever something changes, until the returned function is called. */
  open(): () => void;
  test(channel: string): Promise<void>;
  /** Writes a change into the file; null removes the channel. True when it was done. None of these rejects. */
  save(channel: string, settings: Settings | null): Promise<boolean>;
  /** True when it was done; null is for none. */
  saveQuietHours(hours: QuietHours | null): Promise<boolean>;
  /** Tries again what was given up. */
  retry(channel: string): Promise<void>;
  forget(channel: string): void;
}

/** The ways to tell somebody, and what went over them. */
export function createChannelsStore(bridge: Bridge): ChannelsStore {
  const store = createStore<ChannelsState>(() => ({
    channels: null,
    settings: {},
    deliveries: [],
    quietHours: null,
    busy: new Set(),
    tests: new Map(),
    refused: new Map(),
    problem: null,
  }));
  let opening = 0;
  let want = (): void => {};

  const without = <Value>(map: ReadonlyMap<string, Value>, name: string) =>
    new Map([...map].filter(([one]) => one !== name));

  /** One thing at a time for each channel. */
  const attempt = async (name: string, call: () => Promise<void>): Promise<boolean> => {
    if (store.getState().busy.has(name)) return false;
    store.setState(({ busy, refused, tests }) => ({
      busy: new Set([...busy, name]),
      refused: without(refused, name),
      tests: without(tests, name),
    }));
    try {
      await call();
      return true;
    } catch (error) {
      const { message } = problemOf(error);
      store.setState(({ refused }) => ({ refused: new Map([...refused, [name, message]]) }));
      return false;
    } finally {
      store.setState(({ busy }) => ({ busy: new Set([...busy].filter((one) => one !== name)) }));
      want();
    }
  };

  return {
    ...store,
    open() {
      opening += 1;
      const mine = opening;
      store.setState({ tests: new Map(), refused: new Map() });
      const question = askAgain({
        async ask() {
          try {
            const [{ channels, settings }, { deliveries }, { quiet_hours: quietHours }] = await Promise.all([
              bridge.call('alert-channels', {}),
              bridge.call('deliveries', {}),
              bridge.call('alert-rules', {}),
            ]);
            if (mine === opening)
              store.setState({ channels, settings, deliveries, quietHours, problem: null });
          } catch (error) {
            if (mine === opening) store.setState({ problem: problemOf(error).message });
            throw error;
          }
        },
      });
      want = question.want;
      const ends = [
        bridge.subscribe('configuration', question.want),
        // Each alert may be told, and what is told changes what stands beside a channel.
        bridge.subscribe('alerts', question.want),
        bridge.subscribe('register', question.want),
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
    async test(channel) {
      await attempt(channel, async () => {
        const told = await bridge.call('test-channel', { channel });
        store.setState(({ tests }) => ({ tests: new Map([...tests, [channel, told]]) }));
      });
    },
    save: (channel, settings) =>
      attempt(channel, async () => {
        const { channels } = await bridge.call('set-alert-channel', { channel, settings });
        store.setState({ channels });
      }),
    saveQuietHours: (hours) =>
      attempt(QUIET_HOURS, async () => {
        await bridge.call('set-quiet-hours', { quiet_hours: hours });
        store.setState({ quietHours: hours });
      }),
    async retry(channel) {
      await attempt(channel, async () => {
        await bridge.call('retry-deliveries', { channel });
      });
    },
    forget: (channel) => store.setState(({ refused }) => ({ refused: without(refused, channel) })),
  };
}
