import { access, constants, realpath, stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import type { Executable } from '#contract/executable.ts';
import { splitPath } from './path-folders.ts';

export interface FindOptions {
  /** The folders in which a bare name is looked for. */
  readonly folders: readonly string[];
  /** Absolute: a name with a folder in it is taken from here. */
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
  /** Windows: the endings that may be left out, in order, as in ".COM;.EXE;.BAT;.CMD". */
  readonly pathext?: string | undefined;
}

/** What Windows itself has. */
const PATHEXT = '.COM;.EXE;.BAT;.CMD';

/** The file that a command stands for; null when there is none, or none that may be executed. */
export async function findExecutable(command: string, options: FindOptions): Promise<Executable | null> {
  for (const path of candidates(command, options)) {
    if (!(await isExecutable(path))) continue;
    const real = await realpath(path).catch(() => path);
    return { path, real_path: real, manager: managerOf(path) ?? managerOf(real) };
  }
  return null;
}

/**
 * Every path that the command may mean, in the order in which the system looks. On Windows a bare name is looked for in
 * the working folder first and with each ending of PATHEXT, and so execa finds it (its `.cmd` and `.bat` shims go
 * through cmd.exe, with arguments quoted for it).
 */
export function candidates(command: string, { folders, cwd, platform, pathext }: FindOptions): string[] {
  const { resolve, extname } = platform === 'win32' ? win32 : posix;
  if (command === '') return [];
  if (platform !== 'win32') {
    const places = command.includes('/') ? [cwd] : folders;
    return places.map((folder) => resolve(cwd, folder, command));
  }
  const places = /[/\\:]/.test(command) ? [cwd] : [cwd, ...folders];
  const endings = (pathext || PATHEXT).split(';').filter((ending) => ending !== '');
  const names = [
    ...(extname(command) === '' ? [] : [command]),
    ...endings.map((ending) => command + ending.toLowerCase()),
  ];
  return places.flatMap((folder) => names.map((name) => resolve(cwd, folder, name)));
}

/** The version manager in whose folder a path lies. */
export function managerOf(path: string): Executable['manager'] {
  const plain = path.replaceAll('\\', '/').toLowerCase();
  return MANAGERS.find(([, folder]) => folder.test(plain))?.[0] ?? null;
}

const MANAGERS: readonly (readonly [NonNullable<Executable['manager']>, RegExp])[] = [
  ['nvm', /\/\.?nvm\/(versions|v\d)|\/\.nvm\//],
  ['fnm', /\/\.?fnm\/(node-versions|aliases)\/|\/fnm_multishells\//],
  ['volta', /\/\.?volta\/(bin|tools)\//],
  ['asdf', /\/\.asdf\/|\/asdf\/(shims|installs)\//],
  ['mise', /\/mise\/(shims|installs)\//],
  ['nodenv', /\/\.nodenv\//],
  ['pyenv', /\/\.pyenv\//],
  ['homebrew', /^\/opt\/homebrew\/|\/cellar\/|\/\.?linuxbrew\//],
];

export async function isExecutable(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isFile()) return false;
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** The folders of a PATH that a server's own "env" sets, else those that servers get. */
export function foldersFor(
  own: string | undefined,
  shared: readonly string[],
  { platform, home }: { readonly platform: NodeJS.Platform; readonly home: string },
): readonly string[] {
  return own === undefined ? shared : splitPath(own, platform, home);
}
