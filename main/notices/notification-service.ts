import type { DBusError, MessageBus } from 'dbus-native';

const SERVICE = 'org.freedesktop.Notifications';
const PATH = '/org/freedesktop/Notifications';
/** What shows notifications may have to be started first. */
const ANSWER_LIMIT_MS = 15_000;
/** The end of Signalbox waits no longer for the bus. */
const CLOSE_LIMIT_MS = 500;
/** So many notifications may have buttons that work. */
const MOST_PRESSED = 100;

/** What is shown, in the words of the Desktop Notifications Specification, 1.2. */
export interface Shown {
  /** The notification whose place it takes; 0 takes none. */
  readonly replaces: number;
  /** A file; null for none. */
  readonly icon: string | null;
  readonly summary: string;
  readonly body: string;
  /** Pairs: what is told when it is pressed, and what stands on the button. */
  readonly actions: readonly string[];
  readonly urgency: 0 | 1 | 2;
  /** Milliseconds; 0 is for ever, -1 as the desktop likes. */
  readonly expireMs: number;
}

/** The program that shows notifications in the person's session: one connection to it. */
export interface NotificationService {
  /** What it can do: `actions`, `body-markup`. */
  readonly capabilities: ReadonlySet<string>;
  /** `onPressed` may be told long after. Rejects when it was not shown. */
  show(shown: Shown, onPressed: (action: string) => void): Promise<number>;
  /** Takes notifications off the screen, as far as they are on it, and leaves the bus. Never rejects. */
  close(shown: Iterable<number>): Promise<void>;
}

/**
 * Connects to the bus. Rejects, with why, when nobody there shows notifications; `onClosed` tells that one is not on the
 * screen any more, `onLost` that the connection ended by itself.
 */
export async function connectToService(
  address: string,
  { onClosed, onLost }: { onClosed: (id: number) => void; onLost: () => void },
): Promise<NotificationService> {
  const { createClient, Variant } = await import('dbus-native');
  const bus = createClient({ busAddress: address, timeout: ANSWER_LIMIT_MS });
  const { connection } = bus;
  let fault: Error | null = null;
  let isLeaving = false;
  connection.on('error', (error: Error) => {
    fault = error;
    // Some errors, such as a refused handshake, leave the socket open.
    connection.stream.destroy();
  });
  connection.on('close', () => {
    if (!isLeaving) onLost();
  });
  const pressed = new Map<number, (action: string) => void>();
  listen(bus, 'ActionInvoked', (id, action) => pressed.get(Number(id))?.(String(action)));
  // A button may work on in the desktop's list of old notifications: only the place on the screen is given up.
  listen(bus, 'NotificationClosed', (id) => onClosed(Number(id)));

  const call = (member: string, signature = '', body: unknown[] = []) => ({
    destination: SERVICE,
    path: PATH,
    interface: SERVICE,
    member,
    ...(signature === '' ? {} : { signature, body }),
  });

  async function leave(): Promise<void> {
    isLeaving = true;
    const { promise: isLate, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, CLOSE_LIMIT_MS);
    await Promise.race([bus.close(), isLate]);
    clearTimeout(timer);
    connection.stream.destroy();
  }

  try {
    await bus.addMatch(`type='signal',sender='${SERVICE}',path='${PATH}',interface='${SERVICE}'`);
    const capabilities = await bus.invoke<string[]>(call('GetCapabilities'));
    return { capabilities: new Set(capabilities), show, close };
  } catch (error) {
    await leave();
    throw explain(fault ?? error);
  }

  function show(shown: Shown, onPressed: (action: string) => void): Promise<number> {
    const { replaces, icon, summary, body, actions, urgency, expireMs } = shown;
    const hints = { urgency: new Variant('y', urgency), 'desktop-entry': new Variant('s', 'signalbox') };
    const message = call('Notify', 'susssasa{sv}i', [
      'Signalbox',
      replaces,
      icon ?? '',
      summary,
      body,
      actions,
      hints,
      expireMs,
    ]);
    return new Promise((resolve, reject) => {
      // By callback: what is pressed may come in the same breath as the answer, before a promise would tell.
      bus.invoke(message, (error: DBusError | null, id: number) => {
        if (error) {
          reject(explain(fault ?? error));
          return;
        }
        pressed.delete(id);
        pressed.set(id, onPressed);
        const [oldest] = pressed.keys();
        if (pressed.size > MOST_PRESSED && oldest !== undefined) pressed.delete(oldest);
        resolve(id);
      });
    });
  }

  async function close(shown: Iterable<number>): Promise<void> {
    isLeaving = true;
    // One that is gone already is refused: that is as good.
    for (const id of shown) bus.invoke(call('CloseNotification', 'u', [id]), () => {});
    await leave();
  }
}

function listen(bus: MessageBus, signal: string, then: (...args: unknown[]) => void): void {
  bus.signals.on(bus.mangle(PATH, SERVICE, signal), (body: unknown[] | undefined) => then(...(body ?? [])));
}

function explain(error: unknown): Error {
  const { dbusName, message } = error as { readonly dbusName?: string; readonly message?: string };
  const text =
    dbusName === 'org.freedesktop.DBus.Error.ServiceUnknown' ||
    dbusName === 'org.freedesktop.DBus.Error.NameHasNoOwner'
      ? 'no program in this session shows notifications'
      : `the session bus does not do it: ${message ?? String(error)}`;
  return new Error(text, { cause: error });
}
