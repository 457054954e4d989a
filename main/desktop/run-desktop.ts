import { type BrowserWindow, ipcMain, shell } from 'electron';
import { IPC_TOPIC } from '#contract/channel-names.ts';
import type { Engine } from '#engine/engine.ts';
import { forwardTopics, serveCalls } from './ipc/serve-channels.ts';
import { createTrustedSenders } from './ipc/trusted-senders.ts';
import type { openPreferences } from './preferences.ts';
import { runTray } from './tray/run-tray.ts';
import { showWindow, WINDOW_URL } from './windows/main-window.ts';
import { visit } from './windows/visit.ts';

export interface DesktopOptions {
  readonly engine: Engine;
  readonly window: BrowserWindow;
  readonly preferences: ReturnType<typeof openPreferences>;
  readonly quit: () => void;
  readonly report: (error: unknown) => void;
}

async function openFile(file: string): Promise<void> {
  const problem = await shell.openPath(file);
  if (problem !== '') throw new Error(`${file} could not be opened: ${problem}`);
}

/** Connects a running engine with the window and the tray, and loads the page. Returns what ends the connections. */
export function runDesktop({ engine, window, preferences, quit, report }: DesktopOptions): () => void {
  const senders = createTrustedSenders();
  const contentsId = window.webContents.id;
  senders.trust(contentsId, WINDOW_URL);
  window.on('closed', () => senders.distrust(contentsId));

  const ends = [
    serveCalls(ipcMain, senders, engine, report),
    forwardTopics(engine, (envelope) => {
      if (!window.isDestroyed()) window.webContents.send(IPC_TOPIC, envelope);
    }),
    runTray({
      engine,
      notifications: {
        get: () => preferences.get('notifications'),
        set: (on) => preferences.set('notifications', on),
      },
      showWindow: () => showWindow(window),
      openLogs: (server) => visit(window, { show: 'logs', server }, report),
      openFile,
      quit,
      report,
    }),
  ];
  window.loadURL(WINDOW_URL).catch(report);
  return () => {
    for (const end of ends) end();
  };
}
