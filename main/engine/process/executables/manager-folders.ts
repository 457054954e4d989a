import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment calls home; a test gives another one. */
export function homeOf(environment: Environment): string {
  return environment['HOME'] || homedir();
}

/**
 * Where version managers and installers put what belongs on PATH, those that are there. A start-up file that returns
 * early in a shell without a terminal, as Debian's .bashrc does, never adds them.
 */
export async function managerFolders(environment: Environment): Promise<string[]> {
  const home = homeOf(environment);
  const nvm = await nvmDefaultFolder(nvmFolder(environment));
  const folders = [
    ...(nvm === null ? [] : [nvm]),
    ...fnmFolders(environment).map((folder) => join(folder, 'aliases', 'default', 'bin')),
    join(environment['VOLTA_HOME'] || join(home, '.volta'), 'bin'),
    join(environment['ASDF_DATA_DIR'] || join(home, '.asdf'), 'shims'),
    join(miseFolder(environment), 'shims'),
    join(environment['NODENV_ROOT'] || join(home, '.nodenv'), 'shims'),
    join(environment['PYENV_ROOT'] || join(home, '.pyenv'), 'shims'),
    join(environment['BUN_INSTALL'] || join(home, '.bun'), 'bin'),
    join(environment['CARGO_HOME'] || join(home, '.cargo'), 'bin'),
    join(home, '.local', 'bin'),
    '/opt/homebrew/bin',
    '/home/linuxbrew/.linuxbrew/bin',
    '/usr/local/bin',
  ];
  const present = await Promise.all(folders.map(isFolder));
  return folders.filter((_, index) => present[index]);
}

/**
 * Where a command may lie that is not on PATH: every version that a manager has installed. The places are folders; a
 * `*` stands for any one name.
 */
export function placesOffPath(environment: Environment): string[] {
  const home = homeOf(environment);
  const managers = [
    join(nvmFolder(environment), 'versions', 'node', '*', 'bin'),
    ...fnmFolders(environment).map((folder) => join(folder, 'node-versions', '*', 'installation', 'bin')),
    join(environment['VOLTA_HOME'] || join(home, '.volta'), 'tools', 'image', '*', '*', 'bin'),
    join(environment['ASDF_DATA_DIR'] || join(home, '.asdf'), 'installs', '*', '*', 'bin'),
    join(miseFolder(environment), 'installs', '*', '*', 'bin'),
    join(environment['NODENV_ROOT'] || join(home, '.nodenv'), 'versions', '*', 'bin'),
    join(environment['PYENV_ROOT'] || join(home, '.pyenv'), 'versions', '*', 'bin'),
  ];
  const others = ['.npm-global/bin', '.npm-packages/bin', 'bin', '.deno/bin', 'go/bin', '.dotnet/tools'];
  return [...managers, ...others.map((place) => join(home, place)), '/opt/local/bin', '/snap/bin'];
}

/** The folders that a place stands for, those with the highest version first. */
export async function expandPlace(place: string): Promise<string[]> {
  const at = place.indexOf('*');
  if (at === -1) return [place];
  const names = await readdir(place.slice(0, at)).catch(() => []);
  const newest = names.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  const folders = await Promise.all(
    newest.map((name) => expandPlace(place.slice(0, at) + name + place.slice(at + 1))),
  );
  return folders.flat();
}

/** Says which version nvm has as the default; counts like a start-up file. */
export function defaultVersionFile(environment: Environment): string {
  return join(nvmFolder(environment), 'alias', 'default');
}

function nvmFolder(environment: Environment): string {
  return environment['NVM_DIR'] || join(homeOf(environment), '.nvm');
}

function miseFolder(environment: Environment): string {
  const data = environment['XDG_DATA_HOME'] || join(homeOf(environment), '.local', 'share');
  return environment['MISE_DATA_DIR'] || join(data, 'mise');
}

function fnmFolders(environment: Environment): string[] {
  const home = homeOf(environment);
  if (environment['FNM_DIR']) return [environment['FNM_DIR']];
  return [
    join(environment['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'fnm'),
    join(home, 'Library', 'Application Support', 'fnm'),
    join(home, '.fnm'),
  ];
}

/** nvm's aliases point at aliases (default → lts/* → lts/iron → v20.9.0); a circle ends here. */
const ALIAS_STEPS = 5;

/** The folder of the version that nvm's default alias means: "v20.9.0", "20", "node", "lts/*" and so on. */
async function nvmDefaultFolder(nvm: string): Promise<string | null> {
  let wanted = 'default';
  for (let step = 0; step < ALIAS_STEPS; step += 1) {
    const next = await readFile(join(nvm, 'alias', wanted), 'utf8').catch(() => null);
    if (next === null) break;
    wanted = next.trim();
  }
  if (wanted === 'default') return null;
  const versions = (await expandPlace(join(nvm, 'versions', 'node', '*'))).map((folder) => ({
    folder,
    version: folder.slice(folder.lastIndexOf('/v') + 2),
  }));
  const number = wanted.replace(/^v/, '');
  const isNewest = ['node', 'stable'].includes(wanted);
  const found = versions.find(
    ({ version }) => isNewest || version === number || version.startsWith(`${number}.`),
  );
  return found === undefined ? null : join(found.folder, 'bin');
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ?? false;
}
