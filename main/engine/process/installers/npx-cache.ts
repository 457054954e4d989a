import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import type { Installer } from './installer-of.ts';

export interface CachePlace {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute: where a package that is a folder is taken from. */
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
}

/**
 * Whether a start would find its package on this machine. Null where that can't be known without running the installer:
 * uv's cache is keyed by what it resolves, the others' by registries and dates too.
 */
export async function isCached(installer: Installer, place: CachePlace): Promise<boolean | null> {
  if (installer.kind !== 'npx') return null;
  const folder = join(await npmCache(place), '_npx', npxKey(installer.packages, place.cwd));
  // npm writes this as the last step of an installation.
  const found = await stat(join(folder, 'node_modules', '.package-lock.json')).catch(() => null);
  return found !== null;
}

/**
 * The folder that npx installs a set of packages into: the first 16 hexadecimal digits of a SHA-512 over their names,
 * sorted, a line each; of folders over their full paths (libnpmexec, the same from npm 7 to npm 11).
 */
export function npxKey(packages: readonly string[], cwd: string): string {
  const specs = packages.map((one) => (isFolderSpec(one) ? resolve(cwd, one.replace(/^file:/, '')) : one));
  return createHash('sha512')
    .update(specs.toSorted((a, b) => a.localeCompare(b, 'en')).join('\n'))
    .digest('hex')
    .slice(0, 16);
}

/** As npm-package-arg tells a folder: a path that does not end like a tarball. */
function isFolderSpec(spec: string): boolean {
  const isPath = /^(file:|\.{1,2}([/\\]|$)|~\/)/.test(spec) || isAbsolute(spec);
  return isPath && !/\.(tgz|tar|tar\.gz)$/i.test(spec);
}

/** Environment, then the user's .npmrc, then npm's default. */
async function npmCache({ environment, platform }: CachePlace): Promise<string> {
  const set = Object.entries(environment).find(([name]) => name.toLowerCase() === 'npm_config_cache')?.[1];
  if (set) return set;
  const home = environment['HOME'] || environment['USERPROFILE'] || homedir();
  const settings = await readFile(environment['NPM_CONFIG_USERCONFIG'] || join(home, '.npmrc'), 'utf8').catch(
    () => '',
  );
  const line = /^\s*cache\s*=\s*"?(.+?)"?\s*$/m.exec(settings)?.[1];
  if (line !== undefined) return line.replace(/^~(?=[/\\])/, home).replace(/\$\{HOME\}/, home);
  if (platform === 'win32')
    return join(environment['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'npm-cache');
  return join(home, '.npm');
}
