import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { applicationMenu } from '../../../main/desktop/windows/application-menu.ts';

function roles(items: readonly MenuItemConstructorOptions[]): unknown[] {
  return items.flatMap(({ role, submenu }) => [
    ...(role === undefined ? [] : [role]),
    ...(Array.isArray(submenu) ? roles(submenu) : []),
  ]);
}

describe.each(['linux', 'win32', 'darwin'] as const)('the menu on %s', (platform) => {
  it('has copy and paste, zoom, and a way out', () => {
    const found = roles(applicationMenu(platform, () => {}));
    expect(found).toEqual(expect.arrayContaining(['editMenu', 'resetZoom', 'zoomIn', 'zoomOut']));
    expect(found).toContain(platform === 'darwin' ? 'appMenu' : 'quit');
  });

  it('can neither reload the page nor look into it', () => {
    const found = roles(applicationMenu(platform, () => {}));
    // These roles bring such items along.
    for (const role of ['viewMenu', 'reload', 'forceReload', 'toggleDevTools'])
      expect(found).not.toContain(role);
  });
});

it('quits with Ctrl+Q where the system gives no key', () => {
  const [app] = applicationMenu('win32', () => {});
  expect(app?.submenu).toContainEqual({ role: 'quit', accelerator: 'CommandOrControl+Q' });
});

it.each(['linux', 'win32', 'darwin'] as const)(
  'opens the settings by Ctrl or ⌘ and a comma on %s',
  (platform) => {
    let opened = 0;
    const [app] = applicationMenu(platform, () => {
      opened += 1;
    });
    const items = Array.isArray(app?.submenu) ? app.submenu : [];
    const item = items.find(({ accelerator }) => accelerator === 'CommandOrControl+,');
    item?.click?.({} as never, undefined, {} as never);
    expect([item?.label, opened]).toEqual(['Settings…', 1]);
  },
);
