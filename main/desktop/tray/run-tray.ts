import { basename } from 'node:path';
import type { Snapshot } from '#contract/snapshot.ts';
import type { Callee } from '../ipc/serve-channels.ts';
import { lampImages } from './lamp-images.ts';
import { afterChange, type ServersNow } from './servers-now.ts';
import { type TrayAct, trayModel } from './tray-model.ts';
import { createTrayView } from './tray-view.ts';

export interface TrayOptions {
  readonly engine: Callee & { snapshot(): Snapshot };
  readonly notifications: { get(): boolean; set(on: boolean): void };
  readonly showWindow: () => void;
  readonly openServer: (server: string) => void;
  readonly openLogs: (server: string) => void;
  readonly openFile: (file: string) => Promise<void>;
  readonly quit: () => void;
  /** Tells the person that what they chose was not done. */
  readonly tellFailure: (title: string, error: unknown) => void;
}

/** Puts the tray up, keeps it as the engine says, and does what is chosen there. Returns what takes it down. */
export function runTray(options: TrayOptions): () => void {
  const { engine, notifications, tellFailure } = options;
  const { overview, servers, configuration } = engine.snapshot();
  const configurationName = basename(configuration.file);
  let now: ServersNow = { overview, servers };
  const model = () => trayModel(now, { notifications: notifications.get(), configurationName });
  const view = createTrayView(model(), lampImages(process.platform), act, process.platform);

  function act(chosen: TrayAct): void {
    switch (chosen.do) {
      case 'start':
      case 'stop':
      case 'restart':
        engine
          .call(chosen.do, { names: [chosen.server] })
          .catch((error: unknown) => tellFailure(`Can’t ${chosen.do} ${chosen.server}`, error));
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
        view.render(model());
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

  const unsubscribe = engine.subscribe('servers', (change) => {
    now = afterChange(now, change);
    view.render(model());
  });
  return () => {
    unsubscribe();
    view.dispose();
  };
}
