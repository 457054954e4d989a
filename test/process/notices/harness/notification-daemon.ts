import { createClient, defineInterface } from 'dbus-native';
import { onTestFinished } from 'vitest';

/** One call of `Notify`. */
export interface Notified {
  readonly id: number;
  readonly app: string;
  readonly replaces: number;
  readonly icon: string;
  readonly summary: string;
  readonly body: string;
  /** What stands on each button, by what it tells. */
  readonly actions: Readonly<Record<string, string>>;
  readonly urgency: unknown;
  readonly expireMs: number;
}

/** What a desktop has: a program that shows notifications. */
export interface NotificationDaemon {
  readonly notified: readonly Notified[];
  /** Numbers of those that were taken off the screen by their app. */
  readonly closed: readonly number[];
  /** The person presses a button, or with `default` the notification itself. */
  press(id: number, action: string): void;
  /** The person waves it away. */
  dismiss(id: number): void;
}

const NAME = 'org.freedesktop.Notifications';

export async function openNotificationDaemon(
  address: string,
  { capabilities = ['actions', 'body', 'body-markup'] }: { readonly capabilities?: readonly string[] } = {},
): Promise<NotificationDaemon> {
  const bus = createClient({ busAddress: address });
  // The bus may end before it.
  bus.connection.on('error', () => {});
  onTestFinished(() => bus.close());
  const notified: Notified[] = [];
  const closed: number[] = [];
  let lastId = 0;
  const daemon = defineInterface({
    name: NAME,
    methods: {
      GetCapabilities: { in: {}, out: { capabilities: 'as' }, handler: () => [...capabilities] },
      Notify: {
        in: {
          app: 's',
          replaces: 'u',
          icon: 's',
          summary: 's',
          body: 's',
          actions: 'as',
          hints: 'a{sv}',
          expireMs: 'i',
        },
        out: { id: 'u' },
        handler({ actions, hints, ...rest }) {
          const id = rest.replaces === 0 ? ++lastId : rest.replaces;
          const pairs = actions.flatMap((key: string, index: number) =>
            index % 2 === 0 ? [[key, actions[index + 1]]] : [],
          );
          notified.push({ ...rest, id, actions: Object.fromEntries(pairs), urgency: hints.urgency });
          return id;
        },
      },
      CloseNotification: {
        in: { id: 'u' },
        out: {},
        handler({ id }) {
          closed.push(id);
          daemon.emit['NotificationClosed']?.(id, 3);
          return null;
        },
      },
    },
    signals: {
      ActionInvoked: { args: { id: 'u', action: 's' } },
      NotificationClosed: { args: { id: 'u', reason: 'u' } },
    },
  });
  await bus.export('/org/freedesktop/Notifications', daemon);
  await bus.ownName(NAME);
  return {
    notified,
    closed,
    press(id, action) {
      daemon.emit['ActionInvoked']?.(id, action);
      daemon.emit['NotificationClosed']?.(id, 2);
    },
    dismiss: (id) => daemon.emit['NotificationClosed']?.(id, 2),
  };
}
