/**
 * What stands for `electron` in the main process: as much of it as the desktop shell uses, over a real Chromium. See
 * README.md for what differs.
 */
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { ipcMain } from './ipc-main.ts';
import { Menu, Tray } from './menu-and-tray.ts';
import { WebContents } from './web-contents.ts';

interface NotificationOptions {
  readonly title?: string;
  readonly body?: string;
}

/** Never drawn. */
class Notification extends EventEmitter {
  readonly title: string;
  readonly body: string;

  constructor({ title = '', body = '' }: NotificationOptions = {}) {
    super();
    this.title = title;
    this.body = body;
  }

  static isSupported(): boolean {
    return true;
  }

  show(): void {
    this.emit('show');
  }

  close(): void {
    this.emit('close');
  }
}

const nativeImage = {
  createFromPath: (path: string) => ({ isEmpty: () => !existsSync(path), setTemplateImage() {} }),
};
const nativeTheme = { shouldUseDarkColors: false };
const screenOfTest = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } };
const screen = Object.assign(new EventEmitter(), {
  getPrimaryDisplay: () => screenOfTest,
  getAllDisplays: () => [screenOfTest],
});
const session = { defaultSession: { setPermissionRequestHandler() {}, setPermissionCheckHandler() {} } };
const shell = { openPath: async () => '' };
const dialog = {
  showMessageBox: async () => ({ response: 0 }),
  showErrorBox: (title: string, content: string) => console.error(`${title}: ${content}`),
};
const powerMonitor = new EventEmitter();

export {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  Notification,
  nativeImage,
  nativeTheme,
  powerMonitor,
  screen,
  session,
  shell,
  Tray,
  WebContents as webContents,
};
export default {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  Notification,
  nativeImage,
  nativeTheme,
  powerMonitor,
  screen,
  session,
  shell,
  Tray,
  webContents: WebContents,
};
