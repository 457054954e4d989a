import type { ServerCommand } from '#contract/possible-commands.ts';

/** For how long nobody wants to hear of an alert: seconds, or the words of `silence-alerts`. */
export type SilenceFor = number | 'until-change' | 'ever';

/** What the person chose in the tray menu. */
export type TrayAct =
  | { readonly do: ServerCommand | 'open-server' | 'open-logs'; readonly server: string }
  | { readonly do: 'acknowledge' | 'open-alert'; readonly alert: string }
  | { readonly do: 'silence'; readonly alert: string; readonly for: SilenceFor }
  | { readonly do: 'pause'; readonly until: 'in-an-hour' | 'tomorrow-at-8' }
  | { readonly do: 'set-notifications'; readonly on: boolean }
  | {
      readonly do: 'resume' | 'open-alerts' | 'show-window' | 'open-configuration' | 'open-settings' | 'quit';
    };

export type TrayItem =
  | { readonly kind: 'text'; readonly label: string }
  | { readonly kind: 'separator' }
  | { readonly kind: 'command'; readonly label: string; readonly enabled: boolean; readonly act: TrayAct }
  | { readonly kind: 'checkbox'; readonly label: string; readonly checked: boolean; readonly act: TrayAct }
  | { readonly kind: 'submenu'; readonly label: string; readonly items: readonly TrayItem[] };

export const separator: TrayItem = { kind: 'separator' };

export function command(label: string, act: TrayAct, enabled = true): TrayItem {
  return { kind: 'command', label, enabled, act };
}
