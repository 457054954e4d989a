import { posix, win32 } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** The name under which an environment holds its PATH: Windows writes Path, and does not care. */
export function pathVariable(environment: Environment, platform: NodeJS.Platform): string {
  if (platform !== 'win32') return 'PATH';
  return Object.keys(environment).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
}

/**
 * The folders that a PATH names, each once. An empty entry, which stands for the current folder, is left out: a server
 * must not find its command in whatever folder Signalbox was started from. `~` is expanded, as bash does.
 */
export function splitPath(path: string, platform: NodeJS.Platform, home: string): string[] {
  const { delimiter, join } = platform === 'win32' ? win32 : posix;
  const folders = path.split(delimiter).map((entry) => {
    // Windows allows quotes around a folder.
    const folder = platform === 'win32' ? entry.replace(/^"(.*)"$/, '$1') : entry.replace(/(?<=.)\/+$/, '');
    return /^~(?=\/|$)/.test(folder) ? join(home, folder.slice(1)) : folder;
  });
  return [...new Set(folders.filter((folder) => folder !== ''))];
}

export function joinPath(folders: readonly string[], platform: NodeJS.Platform): string {
  return folders.join(platform === 'win32' ? win32.delimiter : posix.delimiter);
}

/**
 * Whether a person started Signalbox from a shell: what that shell had, a virtual environment for example, is then
 * meant, and goes first.
 */
export function isFromTerminal(environment: Environment, isTty: boolean): boolean {
  return isTty || Boolean(environment['TERM'] && environment['SHLVL']);
}

/** The folders of both, each once, those of one side first in the order that it has. */
export function mergeFolders(sides: {
  readonly inherited: readonly string[];
  readonly shell: readonly string[];
  readonly fromTerminal: boolean;
}): string[] {
  const { inherited, shell, fromTerminal } = sides;
  return [...new Set(fromTerminal ? [...inherited, ...shell] : [...shell, ...inherited])];
}
