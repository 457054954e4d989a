import { EventEmitter } from 'node:events';
import { app } from './app.ts';

interface ItemOptions {
  readonly type?: string;
  readonly label?: string;
  readonly role?: string;
  readonly enabled?: boolean;
  readonly checked?: boolean;
  readonly submenu?: readonly ItemOptions[];
  readonly click?: () => void;
}

class MenuItem {
  readonly type: string;
  readonly label: string;
  readonly enabled: boolean;
  checked: boolean;
  readonly submenu: Menu | undefined;
  readonly click: () => void;

  constructor({ type, label = '', role, enabled = true, checked = false, submenu, click }: ItemOptions) {
    this.type = type ?? (submenu ? 'submenu' : 'normal');
    this.label = label;
    this.enabled = enabled;
    this.checked = checked;
    this.submenu = submenu && Menu.buildFromTemplate(submenu);
    this.click = () => {
      if (this.type === 'checkbox') this.checked = !this.checked;
      if (role === 'quit') app.quit();
      click?.();
    };
  }
}

/** A menu that is never drawn. */
export class Menu {
  readonly items: readonly MenuItem[];

  constructor(items: readonly MenuItem[] = []) {
    this.items = items;
  }

  static buildFromTemplate(template: readonly ItemOptions[]): Menu {
    return new Menu(template.map((options) => new MenuItem(options)));
  }

  static setApplicationMenu(): void {}
}

/** A tray icon that is never drawn; tests watch what the app sets on it. */
export class Tray extends EventEmitter {
  setImage(): void {}
  setToolTip(): void {}
  setContextMenu(): void {}
  destroy(): void {}
}
