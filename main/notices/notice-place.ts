import type { Notice, NoticeAction } from '#engine/ports.ts';

/** What is to be seen in the window once something of a notice was pressed. */
export type NoticePlace =
  | { readonly show: 'server' | 'logs'; readonly server: string }
  | { readonly show: 'alerts' };

export const ACTION_LABELS: Readonly<Record<NoticeAction, string>> = {
  restart: 'Restart',
  start: 'Start',
  'open-logs': 'Open logs',
  snooze: 'Snooze for 1 h',
};

/** Where a press leads; null where there is nothing to see: the engine does what was asked for. */
export function placeOf({ server }: Notice, pressed: NoticeAction | 'open'): NoticePlace | null {
  switch (pressed) {
    case 'open':
      return server === null ? { show: 'alerts' } : { show: 'server', server };
    case 'open-logs':
      return server === null ? { show: 'alerts' } : { show: 'logs', server };
    case 'restart':
    case 'start':
    case 'snooze':
      return null;
    default:
      return pressed satisfies never;
  }
}
