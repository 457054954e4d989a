import { join } from 'node:path';
import { type Clock, type Notifier, systemClock } from '#engine/ports.ts';
import { busNotifier, type OpenNotifier } from '../../notices/bus-notifier.ts';
import type { NoticePlace } from '../../notices/notice-place.ts';
import { electronNotifier } from './electron-notifier.ts';

const ICON = join(import.meta.dirname, 'icon', 'icon.png');

export interface DesktopNotifierOptions {
  /** Asked at each notice, so that switching them off takes effect at once. */
  readonly wanted: () => boolean;
  readonly open: (place: NoticePlace) => void;
  readonly clock?: Clock;
}

/**
 * Shows notices with as much as the system offers: on Linux over D-Bus, for Electron has no buttons there; everywhere
 * else, and on a Linux whose bus can't be found, by Electron.
 */
export function desktopNotifier({ wanted, open, clock = systemClock }: DesktopNotifierOptions): OpenNotifier {
  const bus = busNotifier({ environment: process.env, iconFile: ICON, open });
  const electron = electronNotifier({ clock, iconFile: ICON, open });
  const best = (): Notifier => (bus.unavailable() === null ? bus : electron);
  const off = (): string | null =>
    wanted() ? null : 'notifications are switched off in the settings of the app';

  return {
    unavailable: () => off() ?? best().unavailable(),
    async notify(notice, act) {
      const why = off();
      if (why !== null) throw new Error(why);
      await best().notify(notice, act);
    },
    close: bus.close,
  };
}
