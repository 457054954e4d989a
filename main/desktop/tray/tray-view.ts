import { Menu, type MenuItemConstructorOptions, type NativeImage, Tray } from 'electron';
import type { Lamp } from '#contract/server-state.ts';
import type { TrayAct, TrayItem } from './tray-item.ts';
import type { TrayModel } from './tray-model.ts';

export interface TrayView {
  /** Shows the model; what did not change is left alone, so that an open menu does not flicker. */
  render(model: TrayModel): void;
  dispose(): void;
}

function menuItem(item: TrayItem, act: (chosen: TrayAct) => void): MenuItemConstructorOptions {
  switch (item.kind) {
    case 'separator':
      return { type: 'separator' };
    case 'text':
      return { label: plain(item.label), enabled: false };
    case 'command':
      return { label: plain(item.label), enabled: item.enabled, click: () => act(item.act) };
    case 'checkbox':
      return {
        type: 'checkbox',
        label: plain(item.label),
        checked: item.checked,
        click: () => act(item.act),
      };
    case 'submenu':
      return { label: plain(item.label), submenu: item.items.map((inner) => menuItem(inner, act)) };
    default:
      return item satisfies never;
  }
}

/** An ampersand in a menu label would mark the next letter as its key. */
function plain(label: string): string {
  return label.replaceAll('&', '&&');
}

/** Puts the tray icon up. The icon, the tooltip and the menu each change only when the model says so. */
export function createTrayView(
  first: TrayModel,
  image: (lamp: Lamp) => NativeImage,
  act: (chosen: TrayAct) => void,
  platform: NodeJS.Platform,
): TrayView {
  const tray = new Tray(image(first.lamp));
  let shown: TrayModel | null = null;

  function render(model: TrayModel): void {
    if (shown !== null && model.lamp !== shown.lamp) tray.setImage(image(model.lamp));
    if (model.tooltip !== shown?.tooltip) tray.setToolTip(model.tooltip);
    if (JSON.stringify(model.items) !== JSON.stringify(shown?.items)) {
      tray.setContextMenu(Menu.buildFromTemplate(model.items.map((item) => menuItem(item, act))));
    }
    shown = model;
  }

  // On macOS a click opens the menu; the window must not come up with it.
  if (platform !== 'darwin') tray.on('click', () => act({ do: 'show-window' }));
  render(first);
  return { render, dispose: () => tray.destroy() };
}
