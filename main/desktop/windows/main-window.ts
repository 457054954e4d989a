import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { WindowPlace } from '../preferences.ts';
import { keepOnScreen, WINDOW_MIN } from './keep-on-screen.ts';

const PRELOAD = join(import.meta.dirname, '../preload/preload.cjs');
const ICON = join(import.meta.dirname, 'icon', 'icon.png');

/** `--bg` of the window's two themes: what is seen before the page is drawn. */
const BACKGROUNDS = { dark: '#101316', light: '#f4f3ef' } as const;

/** The page of our own window: no other may call the engine. */
export const WINDOW_URL = pathToFileURL(join(import.meta.dirname, '../renderer/index.html')).href;

export interface MainWindowOptions {
  readonly place: WindowPlace | null;
  readonly savePlace: (place: WindowPlace) => void;
  /** In the tray alone, until somebody asks for the window. */
  readonly startsHidden: boolean;
  /** False while the app quits: only then does closing the window end it; before, it hides into the tray. */
  readonly hidesOnClose: () => boolean;
}

function screens() {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter((display) => display.id !== primary.id);
  return [primary.workArea, ...others.map((display) => display.workArea)] as const;
}

/** Opens the window where it was last time, and shows it once there is something to see, if it is to be seen. */
export function openMainWindow({
  place,
  savePlace,
  startsHidden,
  hidesOnClose,
}: MainWindowOptions): BrowserWindow {
  const [primary, ...others] = screens();
  const window = new BrowserWindow({
    ...keepOnScreen(place, [primary, ...others]),
    minWidth: WINDOW_MIN.width,
    minHeight: WINDOW_MIN.height,
    title: 'Signalbox',
    icon: ICON,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUNDS.dark : BACKGROUNDS.light,
    autoHideMenuBar: true,
    webPreferences: {
      preload: PRELOAD,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  let maximised: () => boolean = () => place?.maximised ?? false;

  function save(): void {
    savePlace({ ...window.getNormalBounds(), maximised: maximised() });
  }
  function comeUp(): void {
    // Not before: it shows the window.
    if (maximised()) window.maximize();
    maximised = () => window.isMaximized();
    if (!window.isVisible()) window.show();
  }
  if (startsHidden) window.once('show', comeUp);
  else window.once('ready-to-show', comeUp);
  window.on('close', (event) => {
    save();
    if (!hidesOnClose()) return;
    event.preventDefault();
    window.hide();
  });
  return window;
}

/** Brings the window to the front, from the tray, from the dock or from under other windows. */
export function showWindow(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
