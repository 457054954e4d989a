import type { MenuItemConstructorOptions } from 'electron';

/**
 * The menu bar; outside of macOS it shows once Alt is pressed. Where a system shows no tray icon, it is the way to quit.
 * Electron's own menu will not do: it offers to reload the page and leads to its web site.
 */
export function applicationMenu(platform: NodeJS.Platform): MenuItemConstructorOptions[] {
  const view: MenuItemConstructorOptions = {
    label: '&View',
    submenu: [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }],
  };
  if (platform === 'darwin') {
    return [{ role: 'appMenu' }, { role: 'editMenu' }, view, { role: 'windowMenu' }];
  }
  const app: MenuItemConstructorOptions = {
    label: '&Signalbox',
    // Windows gives the role no key of its own.
    submenu: [{ role: 'quit', accelerator: 'CommandOrControl+Q' }],
  };
  return [app, { role: 'editMenu' }, view];
}
