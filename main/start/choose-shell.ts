import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Choice =
  | { readonly kind: 'desktop'; readonly executable: string }
  /** A display is there, Electron's binary is not: its package does not bring it, it fetches it when asked. */
  | { readonly kind: 'download' }
  /** `why` is for the person; null when they asked for it. */
  | { readonly kind: 'headless'; readonly why: string | null };

export interface Wanted {
  readonly headless: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

/** Where Electron's package keeps its executable, by system: what its own index.js would answer. */
const EXECUTABLES: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

/** The name in `path.txt` is written by Electron's download and goes before ours. */
function executableName(electronFolder: string, platform: NodeJS.Platform): string {
  const pathFile = join(electronFolder, 'path.txt');
  if (existsSync(pathFile)) return readFileSync(pathFile, 'utf8').trim();
  return EXECUTABLES[platform] ?? 'electron';
}

/**
 * Which shell `npm start` runs. Electron's package is looked at, never imported: an import without the binary would
 * start a download that nobody asked for.
 */
export function chooseShell(electronFolder: string, { headless, env, platform }: Wanted): Choice {
  if (headless) return { kind: 'headless', why: null };
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) {
    return { kind: 'headless', why: 'there is no display' };
  }
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  const executable = join(override || join(electronFolder, 'dist'), executableName(electronFolder, platform));
  if (existsSync(executable)) return { kind: 'desktop', executable };
  if (override) return { kind: 'headless', why: `there is no Electron in ${override}` };
  if (!existsSync(electronFolder)) return { kind: 'headless', why: 'Electron is not installed' };
  return { kind: 'download' };
}
