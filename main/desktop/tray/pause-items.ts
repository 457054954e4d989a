import type { AlertsNow } from '#contract/alert.ts';
import { command, type TrayAct, type TrayItem } from './tray-item.ts';

type Pause = Extract<TrayAct, { readonly do: 'pause' }>['until'];

const HOUR_MS = 3_600_000;

/** Notifications held back, or how to hold them back. */
export function pauseItems(
  { paused_until, quiet_hours }: Pick<AlertsNow, 'paused_until' | 'quiet_hours'>,
  nowMs: number,
): readonly TrayItem[] {
  const quiet: TrayItem[] = quiet_hours ? [{ kind: 'text', label: 'Quiet hours' }] : [];
  if (paused_until !== null) {
    return [
      { kind: 'text', label: `Notifications are paused until ${sayMoment(Date.parse(paused_until), nowMs)}` },
      command('Resume notifications', { do: 'resume' }),
    ];
  }
  return [
    ...quiet,
    {
      kind: 'submenu',
      label: 'Pause notifications',
      items: [
        command('For 1 hour', { do: 'pause', until: 'in-an-hour' }),
        command('Until tomorrow, 8:00', { do: 'pause', until: 'tomorrow-at-8' }),
      ],
    },
  ];
}

/** When such a pause ends that begins now, in the machine's own time zone. */
export function pauseEndMs(until: Pause, nowMs: number): number {
  switch (until) {
    case 'in-an-hour':
      return nowMs + HOUR_MS;
    case 'tomorrow-at-8':
      return dayAfter(nowMs).setHours(8, 0, 0, 0);
    default:
      return until satisfies never;
  }
}

function sayMoment(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  const time = at.toLocaleTimeString('en-GB', { hour: 'numeric', minute: '2-digit' });
  const day = at.toDateString();
  if (day === new Date(nowMs).toDateString()) return time;
  if (day === dayAfter(nowMs).toDateString()) return `tomorrow, ${time}`;
  return `${at.toLocaleDateString('en-GB', { day: 'numeric', month: 'long' })}, ${time}`;
}

function dayAfter(nowMs: number): Date {
  const day = new Date(nowMs);
  day.setDate(day.getDate() + 1);
  return day;
}
