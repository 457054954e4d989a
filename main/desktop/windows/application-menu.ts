import { Menu } from 'electron';

/**
 * macOS needs a menu for copy, paste and quit to have their keys. Elsewhere there is none: Electron's own one offers
 * to reload the page and leads to its web site.
 */
export function applicationMenu(platform: NodeJS.Platform): Menu | null {
  if (platform !== 'darwin') return null;
  return Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]);
}
