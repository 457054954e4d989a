import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where programs of this person keep their settings. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export function machineOf(
  environment: Machine['environment'],
  platform: NodeJS.Platform = process.platform,
): Machine {
  const named = platform === 'win32' ? environment.USERPROFILE : environment.HOME;
  return { platform, environment, home: named === undefined || named === '' ? homedir() : named };
}

/** The folder in which each program has one: `~/.config`, `~/Library/Application Support` or `%APPDATA%`. */
export function settingsFolder({ platform, home, environment }: Machine): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  if (platform === 'win32') return environment.APPDATA || join(home, 'AppData', 'Roaming');
  return environment.XDG_CONFIG_HOME || join(home, '.config');
}

export function localAppData({ home, environment }: Machine): string {
  return environment.LOCALAPPDATA || join(home, 'AppData', 'Local');
}
