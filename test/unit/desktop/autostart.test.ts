import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { autostartEntry } from '../../../main/desktop/login/autostart-entry.ts';
import { createLoginItem } from '../../../main/desktop/login/login-item.ts';
import type { LoginOptions } from '../../../main/desktop/login/login-options.ts';

let config: string;

beforeEach(() => {
  config = mkdtempSync(join(tmpdir(), 'signalbox-autostart-'));
});
afterEach(() => rmSync(config, { recursive: true, force: true }));

interface Fakes {
  readonly isPackaged?: boolean;
  readonly platform?: NodeJS.Platform;
  readonly environment?: LoginOptions['environment'];
}

function create({ isPackaged = true, platform = 'linux', environment = {} }: Fakes = {}) {
  const asked: unknown[] = [];
  const system = { openAtLogin: false, executableWillLaunchAtLogin: true };
  const item = createLoginItem({
    app: {
      isPackaged,
      getAppPath: () => '/src/signalbox',
      getLoginItemSettings: (options) => {
        asked.push(options);
        return system as never;
      },
      setLoginItemSettings: (settings) => {
        asked.push(settings);
        system.openAtLogin = settings.openAtLogin ?? false;
      },
    },
    platform,
    executable: '/opt/Signalbox/signalbox',
    environment: { XDG_CONFIG_HOME: config, ...environment },
  });
  return { item, asked, system };
}

const file = () => join(config, 'autostart', 'signalbox.desktop');

describe('start at login on Linux', () => {
  it('is an entry that starts the app without its window, and is gone when it is switched off', () => {
    const { item } = create();
    expect(item.isOn()).toBe(false);
    item.set(true);
    expect(item.isOn()).toBe(true);
    expect(readFileSync(file(), 'utf8')).toContain('\nExec=/opt/Signalbox/signalbox --hidden\n');
    item.set(false);
    expect(item.isOn()).toBe(false);
    expect(existsSync(file())).toBe(false);
  });

  it('runs the sources where it runs from its sources', () => {
    create({ isPackaged: false }).item.set(true);
    expect(readFileSync(file(), 'utf8')).toContain('Exec=/opt/Signalbox/signalbox /src/signalbox --hidden');
  });

  it.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])(
    'is off where the session’s own settings have written %s',
    (line) => {
      const { item } = create();
      item.set(true);
      writeFileSync(file(), `${readFileSync(file(), 'utf8')}${line}\n`);
      expect(item.isOn()).toBe(false);
    },
  );

  it('leads to the app where it is now, though it was elsewhere when it was switched on', () => {
    create({ environment: { APPIMAGE: '/home/me/Signalbox-1.AppImage' } }).item.set(true);
    create({ environment: { APPIMAGE: '/home/me/Signalbox-2.AppImage' } });
    expect(readFileSync(file(), 'utf8')).toContain('Exec=/home/me/Signalbox-2.AppImage --hidden');
  });

  it('has an entry of its own for each home, which it hands on', () => {
    create().item.set(true);
    const { item } = create({ environment: { SIGNALBOX_HOME: '/work home' } });
    expect(item.isOn()).toBe(false);
    item.set(true);
    const others = readdirSync(join(config, 'autostart')).filter((name) => name !== 'signalbox.desktop');
    expect(others).toHaveLength(1);
    expect(readFileSync(join(config, 'autostart', others[0] ?? ''), 'utf8')).toContain(
      'Exec=env "SIGNALBOX_HOME=/work home" /opt/Signalbox/signalbox --hidden',
    );
  });

  it('says which file it could not write', () => {
    writeFileSync(join(config, 'autostart'), 'a file in the place of the folder');
    expect(() => create().item.set(true)).toThrow(/autostart\/signalbox\.desktop could not be written: /);
  });
});

describe('start at login elsewhere', () => {
  it('asks Windows with the option that it has set', () => {
    const { item, asked, system } = create({ platform: 'win32' });
    item.set(true);
    expect(item.isOn()).toBe(true);
    const [set, get] = asked;
    expect(set).toEqual({ path: '/opt/Signalbox/signalbox', args: ['--hidden'], openAtLogin: true });
    expect(get).toEqual({ path: '/opt/Signalbox/signalbox', args: ['--hidden'] });
    system.executableWillLaunchAtLogin = false;
    expect(item.isOn()).toBe(false);
  });

  it.each<[string, Fakes]>([
    ['from its sources', { isPackaged: false, platform: 'darwin' }],
    ['SIGNALBOX_HOME', { platform: 'win32', environment: { SIGNALBOX_HOME: '/elsewhere' } }],
  ])('can’t be set, and says why: %s', (why, fakes) => {
    expect(create(fakes).item.blocked).toContain(why);
  });
});

it('an entry quotes what a desktop would read otherwise', () => {
  const exec = (word: string) => /^Exec=(.*)$/m.exec(autostartEntry([word], []))?.[1];
  expect(exec('/opt/My App/it')).toBe('"/opt/My App/it"');
  expect(exec('/opt/50%')).toBe('/opt/50%%');
  expect(exec('a"b$c`d\\e')).toBe('"a\\\\"b\\\\$c\\\\`d\\\\\\\\e"');
});
