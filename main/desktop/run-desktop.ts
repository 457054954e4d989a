import { type BrowserWindow, dialog, ipcMain, shell } from 'electron';
import { IPC_PREFERENCES_CHANGED, IPC_TOPIC } from '#contract/channel-names.ts';
import { ProblemError } from '#contract/problem.ts';
import type { Engine } from '#engine/engine.ts';
import { systemClock } from '#engine/ports.ts';
import type { FaultLog } from './fault-log.ts';
import { forwardTopics, serveCalls } from './ipc/serve-channels.ts';
import { servePreferences } from './ipc/serve-preferences.ts';
import { createTrustedSenders } from './ipc/trusted-senders.ts';
import type { PreferencesKeeper } from './keep-preferences.ts';
import { runBadge } from './notices/badge.ts';
import { lampImages } from './tray/lamp-images.ts';
import { runTray } from './tray/run-tray.ts';
import { showWindow, WINDOW_URL } from './windows/main-window.ts';
import { revivePage } from './windows/revive-page.ts';
import { visit } from './windows/visit.ts';

export interface DesktopOptions {
  readonly engine: Engine;
  readonly window: BrowserWindow;
  readonly preferences: PreferencesKeeper;
  readonly openSettings: () => void;
  readonly quit: () => void;
  readonly faults: FaultLog;
}

async function openFile(file: string): Promise<void> {
  const problem = await shell.openPath(file);
  if (problem !== '') throw new Error(`${file} could not be opened: ${problem}`);
}

/** Connects a running engine with the window and the tray, and loads the page. Returns what ends the connections. */
export function runDesktop(options: DesktopOptions): () => void {
  const { engine, window, preferences, openSettings, quit, faults } = options;
  const { report } = faults;
  const senders = createTrustedSenders();
  const contentsId = window.webContents.id;
  senders.trust(contentsId, WINDOW_URL);
  window.on('closed', () => senders.distrust(contentsId));

  function load(): void {
    if (!window.isDestroyed()) window.loadURL(WINDOW_URL).catch(report);
  }
  revivePage(window.webContents, { clock: systemClock, load, report });

  /** A box that waits for an answer by itself: showErrorBox would hold the engine up until it is closed. */
  function tellFailure(title: string, error: unknown): void {
    if (!(error instanceof ProblemError)) report(error);
    const detail = error instanceof Error ? error.message : String(error);
    dialog.showMessageBox({ type: 'error', message: title, detail }).catch(report);
  }

  function send(channel: string, message: unknown): void {
    if (!window.isDestroyed()) window.webContents.send(channel, message);
  }

  const image = lampImages(process.platform);
  const ends = [
    serveCalls(ipcMain, senders, engine, faults),
    servePreferences(preferences, {
      ipc: ipcMain,
      senders,
      faults,
      send: (now) => send(IPC_PREFERENCES_CHANGED, now),
    }),
    forwardTopics(engine, (envelope) => send(IPC_TOPIC, envelope)),
    runBadge({ engine, first: engine.snapshot().alerts, window, image }),
    runTray({
      engine,
      clock: systemClock,
      image,
      notifications: {
        get: () => preferences.current().notifications,
        set: (on) => preferences.change({ notifications: on }),
        subscribe: preferences.subscribe,
      },
      showWindow: () => showWindow(window),
      openServer: (server) => visit(window, { show: 'server', server }, report),
      openLogs: (server) => visit(window, { show: 'logs', server }, report),
      openAlert: (alert) => visit(window, { show: 'alert', alert }, report),
      openAlerts: () => visit(window, { show: 'alerts' }, report),
      openSettings,
      openFile,
      quit,
      tellFailure,
    }),
  ];
  load();
  return () => {
    for (const end of ends) end();
  };
}
