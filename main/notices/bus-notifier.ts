import { pathToFileURL } from 'node:url';
import type { Notice, NoticeAction, Notifier } from '#engine/ports.ts';
import { ACTION_LABELS, type NoticePlace, placeOf } from './notice-place.ts';
import { connectToService, type NotificationService, type Shown } from './notification-service.ts';
import { findSessionBus } from './session-bus.ts';

type Act = Parameters<Notifier['notify']>[1];

export interface BusNotifierOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A picture beside the text; null for none. */
  readonly iconFile: string | null;
  /** Something was pressed that leads to a place in the window. */
  readonly open: (place: NoticePlace) => void;
  readonly platform?: NodeJS.Platform;
}

/** A notifier that holds something: `close` takes what it shows off the screen, for nobody would hear a press any more. */
export interface OpenNotifier extends Notifier {
  /** Within half a second. Never rejects. */
  close(): Promise<void>;
}

const URGENCIES = { low: 0, normal: 1, critical: 2 } as const;
const FOR_EVER_MS = 0;
const AS_THE_DESKTOP_LIKES_MS = -1;
/** Pressed on the notification itself. */
const DEFAULT_ACTION = 'default';

/** Shows notices through the D-Bus of a Linux session. Connects at the first notice, and anew after the bus went away. */
export function busNotifier({
  environment,
  iconFile,
  open,
  platform = process.platform,
}: BusNotifierOptions): OpenNotifier {
  let connecting: Promise<NotificationService> | null = null;
  let isClosed = false;
  /** Of notices that are on the screen, the number that the service gave them. */
  const onScreen = new Map<string, number>();
  /** One after the other, so that each finds what it replaces. */
  let last: Promise<void> = Promise.resolve();

  const find = () => findSessionBus(environment, platform, process.getuid?.());

  function connect(address: string): Promise<NotificationService> {
    const attempt = connectToService(address, {
      onClosed(closed) {
        for (const [id, number] of onScreen) if (number === closed) onScreen.delete(id);
      },
      onLost: forget,
    });
    attempt.catch(forget);
    return attempt;

    function forget(): void {
      if (connecting !== attempt) return;
      connecting = null;
      onScreen.clear();
    }
  }

  async function show(notice: Notice, act: Act): Promise<void> {
    if (isClosed) throw new Error('Signalbox is being closed');
    const bus = find();
    if (bus.kind === 'none') throw new Error(bus.reason);
    connecting ??= connect(bus.address);
    const service = await connecting;
    const shown = shownOf(notice, {
      capabilities: service.capabilities,
      replaces: onScreen.get(notice.id) ?? 0,
      icon: iconFile === null ? null : pathToFileURL(iconFile).href,
    });
    const number = await service.show(shown, (key) => {
      const pressed = key === DEFAULT_ACTION ? 'open' : notice.actions.find((action) => action === key);
      if (pressed === undefined || isClosed) return;
      act(pressed);
      const place = placeOf(notice, pressed);
      if (place !== null) open(place);
    });
    onScreen.set(notice.id, number);
  }

  return {
    unavailable() {
      const bus = find();
      return bus.kind === 'none' ? bus.reason : null;
    },
    notify(notice, act) {
      const showing = last.then(() => show(notice, act));
      last = showing.catch(() => {
        // Whoever asked for it is told.
      });
      return showing;
    },
    async close() {
      isClosed = true;
      const service = await connecting?.catch(() => null);
      await service?.close(onScreen.values());
    },
  };
}

function shownOf(
  { title, body, urgency, actions }: Notice,
  { capabilities, ...rest }: Pick<NotificationService, 'capabilities'> & Pick<Shown, 'replaces' | 'icon'>,
): Shown {
  const text = withoutNul(body);
  const buttons = actions.flatMap((action: NoticeAction) => [action, ACTION_LABELS[action]]);
  return {
    ...rest,
    summary: withoutNul(title),
    body: capabilities.has('body-markup') ? escapeMarkup(text) : text,
    actions: capabilities.has('actions') ? [DEFAULT_ACTION, 'Open', ...buttons] : [],
    urgency: URGENCIES[urgency],
    expireMs: urgency === 'critical' ? FOR_EVER_MS : AS_THE_DESKTOP_LIKES_MS,
  };
}

/** A bus hangs up on who sends it a string with such a byte, and a line of a log may have one. */
function withoutNul(text: string): string {
  return text.replaceAll('\0', '');
}

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
