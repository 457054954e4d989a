import type { MenuItemConstructorOptions } from 'electron';

/**
 * The menu bar; outside of macOS it shows once Alt is pressed. Where a system shows no tray icon, it is the way to quit.
 * Electron's own menu will not do: it offers to reload the page and leads to its web site.
 */
export function applicationMenu(
  platform: NodeJS.Platform,
  openSettings: () => void,
): MenuItemConstructorOptions[] {
  const settings: MenuItemConstructorOptions = {
    label: 'Settings…',
    accelerator: 'CommandOrControl+,',
    click: openSettings,
  };
  const view: MenuItemConstructorOptions = {
    label: '&View',
    submenu: [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }],
  };
  if (platform === 'darwin') {
    return [
      { role: 'appMenu', submenu: macItems(settings) },
      { role: 'editMenu' },
      view,
      { role: 'windowMenu' },
    ];
  }
  const app: MenuItemConstructorOptions = {
    label: '&Signalbox',
    // Windows gives the role no key of its own.
    submenu: [settings, { role: 'quit', accelerator: 'CommandOrControl+Q' }],
  };
  return [app, { role: 'editMenu' }, view];
}

/** Those that the role brings along by itself, with the settings where macOS has them. */
function macItems(settings: MenuItemConstructorOptions): MenuItemConstructorOptions[] {
  return [
    { role: 'about' },
    { type: 'separator' },
    settings,
    { type: 'separator' },
    { role: 'services' },
    { type: 'separator' },
    { role: 'hide' },
    { role: 'hideOthers' },
    { role: 'unhide' },
    { type: 'separator' },
    { role: 'quit' },
  ];
}
