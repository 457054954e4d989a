import { basename, join } from 'node:path';
import type { ShellPath } from '#contract/executable.ts';
import { isExecutable, managerOf } from './find-executable.ts';
import { expandPlace, placesOffPath } from './manager-folders.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What mends a command that is not on PATH, in sentences: where it lies after all, else what brings it; and where the
 * PATH comes from, since that is what to doubt when it works in a terminal.
 */
export async function hintForMissing(
  command: string,
  { environment, shellPath }: { readonly environment: Environment; readonly shellPath: ShellPath | null },
): Promise<string> {
  const place = await findOffPath(command, environment);
  const way =
    place === null ? `${bringer(command)}, or give its full path as "command" in servers.json.` : `${place}.`;
  return [way, pathStory(shellPath)].filter((sentence) => sentence !== '').join(' ');
}

/** "nvm has it as …: make that version the default …, or give that path …" */
async function findOffPath(command: string, environment: Environment): Promise<string | null> {
  for (const place of placesOffPath(environment)) {
    for (const folder of await expandPlace(place)) {
      const path = join(folder, command);
      if (!(await isExecutable(path))) continue;
      const manager = managerOf(path);
      const give = `give that path as "command" in servers.json`;
      if (manager === null) return `It is at ${path}, which is not on PATH: ${give}`;
      return `${manager} has it at ${path}, but no version is chosen: ${choose(manager, path)}, or ${give}`;
    }
  }
  return null;
}

function choose(manager: NonNullable<ReturnType<typeof managerOf>>, path: string): string {
  const version = /\/v?(\d+(?:\.\d+)*)\//.exec(path)?.[1];
  switch (manager) {
    case 'nvm':
      return `run nvm alias default ${version ?? 'node'}`;
    case 'fnm':
      return `run fnm default ${version ?? 'latest'}`;
    case 'nodenv':
    case 'pyenv':
      return `run ${manager} global ${version ?? 'VERSION'}`;
    case 'asdf':
    case 'mise':
    case 'volta':
    case 'homebrew':
      return `make one the default in ${manager}`;
    default:
      return manager satisfies never;
  }
}

function bringer(command: string): string {
  const from = BRINGERS[command.replace(/\.(cmd|exe)$/i, '')];
  return from === undefined ? `Install ${command}` : `Install ${from}, which brings ${command}`;
}

const BRINGERS: Readonly<Record<string, string>> = {
  node: 'Node.js',
  npm: 'Node.js',
  npx: 'Node.js',
  uv: 'uv (docs.astral.sh/uv)',
  uvx: 'uv (docs.astral.sh/uv)',
  bun: 'Bun',
  bunx: 'Bun',
  deno: 'Deno',
  pip: 'Python',
  pipx: 'pipx',
  python: 'Python',
  python3: 'Python',
  docker: 'Docker',
};

function pathStory(shellPath: ShellPath | null): string {
  if (shellPath === null) return '';
  const { shell, problem, folders, origin } = shellPath;
  if (problem !== null) return `PATH is the one that Signalbox was started with: ${problem}.`;
  if (origin === 'login-shell' && shell !== null)
    return `PATH comes from ${basename(shell)} and names ${folders.length} folders.`;
  return '';
}
