import type { Alert, AlertAction, AlertsNow, Severity } from '#contract/alert.ts';
import { LAMP_GLYPHS, type Lamp } from '#contract/server-state.ts';
import { command, type SilenceFor, separator, type TrayItem } from './tray-item.ts';

const ALERTS_MAX = 5;
/** A menu is as wide as its longest label. */
const LABEL_MAX = 60;
const LINE_MAX = 70;

const LAMPS: Readonly<Record<Severity, Lamp>> = {
  critical: 'bad',
  error: 'bad',
  warning: 'warn',
  info: 'info',
};

const SILENCES: readonly (readonly [string, SilenceFor])[] = [
  ['For 1 hour', 3600],
  ['For 1 day', 86_400],
  ['Until it changes', 'until-change'],
  ['For ever', 'ever'],
];

export function countAlerts(firing: number): string {
  return firing === 1 ? '1 alert' : `${firing} alerts`;
}

/** What needs the person: the firing alerts, the worst first, each with what is known and what can be done. */
export function alertItems({ alerts }: AlertsNow): readonly TrayItem[] {
  const firing = alerts.filter(({ state }) => state === 'firing');
  const items = firing.slice(0, ALERTS_MAX).map(alertItem);
  const more = firing.length - items.length;
  if (more > 0) items.push(command(`and ${more} more`, { do: 'open-alerts' }));
  return items.length > 0 ? [...items, separator] : [];
}

function alertItem(alert: Alert): TrayItem {
  const { id, severity, message, cause, next_step, actions } = alert;
  const deeds = actions.flatMap((action) => actionItem(action, alert.server) ?? []);
  return {
    kind: 'submenu',
    label: `${LAMP_GLYPHS[LAMPS[severity]]} ${cut(message)}`,
    items: [
      ...textItems(message),
      ...(cause === null ? [] : textItems(`Because ${cause}`)),
      ...(next_step === null ? [] : textItems(`Next: ${next_step}`)),
      separator,
      ...deeds,
      command('Acknowledge', { do: 'acknowledge', alert: id }),
      {
        kind: 'submenu',
        label: 'Silence',
        items: SILENCES.map(([label, span]) => command(label, { do: 'silence', alert: id, for: span })),
      },
      separator,
      command('Open alert', { do: 'open-alert', alert: id }),
    ],
  };
}

function actionItem(action: AlertAction, server: string | null): TrayItem | null {
  if (action === 'open-configuration') return command('Open configuration', { do: 'open-configuration' });
  if (server === null) return null;
  switch (action) {
    case 'restart':
      return command(`Restart ${server}`, { do: 'restart', server });
    case 'start':
      return command(`Start ${server}`, { do: 'start', server });
    case 'open-server':
      return command(`Open ${server}`, { do: 'open-server', server });
    case 'open-logs':
      return command('Open logs', { do: 'open-logs', server });
    default:
      return action satisfies never;
  }
}

function cut(text: string): string {
  return text.length <= LABEL_MAX ? text : `${text.slice(0, LABEL_MAX - 1).trimEnd()}…`;
}

/** Menus don't break lines by themselves. */
function textItems(text: string): TrayItem[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > LINE_MAX) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines.map((label) => ({ kind: 'text', label }));
}
