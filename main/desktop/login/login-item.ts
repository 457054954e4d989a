import { createAutostart } from './autostart.ts';
import { HIDDEN, type LoginItem, type LoginOptions } from './login-options.ts';

/** Linux has a folder of entries for that, which Electron leaves alone; the other systems are asked through Electron. */
export function createLoginItem(options: LoginOptions): LoginItem {
  const { app, platform, executable } = options;
  if (platform === 'linux') return createAutostart(options);
  const blocked = whyBlocked(options);
  // Windows compares both with what it has noted.
  const item = platform === 'win32' ? { path: executable, args: [HIDDEN] } : {};
  return {
    blocked,
    isOn() {
      const { openAtLogin, executableWillLaunchAtLogin } = app.getLoginItemSettings(item);
      return openAtLogin && (platform !== 'win32' || executableWillLaunchAtLogin);
    },
    set: (on) => app.setLoginItemSettings({ ...item, openAtLogin: on }),
  };
}

function whyBlocked({ app, environment }: LoginOptions): string | null {
  if (!app.isPackaged)
    return 'it runs from its sources here: only an installed app can be started by the system';
  const name = ['SIGNALBOX_HOME', 'SIGNALBOX_CONFIG'].find((variable) => environment[variable]?.trim());
  return name === undefined ? null : `${name} is set here, and is not when the system starts an app`;
}
