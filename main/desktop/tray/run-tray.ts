import { basename } from 'node:path';
import type { NativeImage } from 'electron';
import type { CommandName } from '#contract/channel-names.ts';
import type { Input } from '#contract/channels.ts';
import type { Lamp } from '#contract/server-state.ts';
import type { Snapshot } from '#contract/snapshot.ts';
import type { Clock } from '#engine/ports.ts';
import type { Callee } from '../ipc/serve-channels.ts';
import { pauseEndMs } from './pause-items.ts';
import { afterChange, type ServersNow } from './servers-now.ts';
import type { TrayAct } from './tray-item.ts';
import { trayModel } from './tray-model.ts';
import { createTrayView } from './tray-view.ts';

export interface TrayOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly image: (lamp: Lamp) => NativeImage;
  readonly engine: Callee & { snapshot(): Snapshot };
  readonly notifications: {
    get(): boolean;
    set(on: boolean): void;
    subscribe(listener: () => void): () => void;
  };
  readonly showWindow: () => void;
  readonly openServer: (server: string) => void;
  readonly openLogs: (server: string) => void;
  readonly openAlert: (alert: string) => void;
  readonly openAlerts: () => void;
  readonly openSettings: () => void;
  readonly openFile: (file: string) => Promise<void>;
  readonly quit: () => void;
  /** Tells the person that what they chose was not done. */
  readonly tellFailure: (title: string, error: unknown) => void;
}

/** Puts the tray up, keeps it as the engine says, and does what is chosen there. Returns what takes it down. */
export function runTray(options: TrayOptions): () => void {
  const { engine, notifications, tellFailure, clock } = options;
  const { overview, servers, configuration, ...first } = engine.snapshot();
  const configurationName = basename(configuration.file);
  let now: ServersNow = { overview, servers };
  let { alerts } = first;
  const model = () =>
    trayModel(now, {
      alerts,
      notifications: notifications.get(),
      configurationName,
      nowMs: clock.now(),
    });
  const view = createTrayView(model(), options.image, act, process.platform);

  function call<Name extends CommandName>(what: string, name: Name, input: Input<Name>): void {
    engine.call(name, input).catch((error: unknown) => tellFailure(`Can’t ${what}`, error));
  }

  function pauseUntil(untilMs: number | null): void {
    const until = untilMs === null ? null : new Date(untilMs).toISOString();
    const what = untilMs === null ? 'resume notifications' : 'pause notifications';
    call(what, 'pause-notifications', { until });
  }

  function act(chosen: TrayAct): void {
    switch (chosen.do) {
      case 'start':
      case 'stop':
      case 'restart':
        call(`${chosen.do} ${chosen.server}`, chosen.do, { names: [chosen.server] });
        return;
      case 'acknowledge':
        call('acknowledge it', 'acknowledge-alert', { id: chosen.alert });
        return;
      case 'silence':
        call('silence it', 'silence-alerts', { id: chosen.alert, for: chosen.for });
        return;
      case 'pause':
        pauseUntil(pauseEndMs(chosen.until, clock.now()));
        return;
      case 'resume':
        pauseUntil(null);
        return;
      case 'open-alert':
        options.openAlert(chosen.alert);
        return;
      case 'open-alerts':
        options.openAlerts();
        return;
      case 'open-server':
        options.openServer(chosen.server);
        return;
      case 'open-logs':
        options.openLogs(chosen.server);
        return;
      case 'show-window':
        options.showWindow();
        return;
      case 'set-notifications':
        notifications.set(chosen.on);
        return;
      case 'open-settings':
        options.openSettings();
        return;
      case 'open-configuration':
        options
          .openFile(configuration.file)
          .catch((error: unknown) => tellFailure(`Can’t open ${configurationName}`, error));
        return;
      case 'quit':
        options.quit();
        return;
      default:
        chosen satisfies never;
    }
  }

  const ends = [
    notifications.subscribe(() => view.render(model())),
    engine.subscribe('servers', (change) => {
      now = afterChange(now, change);
      view.render(model());
    }),
    engine.subscribe('alerts', (change) => {
      alerts = change;
      view.render(model());
    }),
  ];
  return () => {
    for (const end of ends) end();
    view.dispose();
  };
}
