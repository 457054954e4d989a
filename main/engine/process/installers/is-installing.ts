import { readFileSync } from 'node:fs';
import { descendants, readProcessTable } from '../process-table.ts';
import type { Installer } from './installer-of.ts';

/**
 * Whether the tree of a process holds the installer and its helpers alone, so that its program does not run yet. False
 * for a process that is gone, and where the system does not show command lines (without /proc): there the time for a
 * start must do for the installation too.
 */
export async function isInstalling(pid: number, installer: Installer): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const tree = descendants(await readProcessTable(), pid);
  const looks = tree.map(lookAt).filter((one) => one !== null);
  return looks.length > 0 && !looks.some((one) => isProgram(one, installer.kind));
}

/** A process as far as it tells what it is. */
export interface ProcessLook {
  /** Its words; npm's own process has replaced them by one title. */
  readonly argv: readonly string[];
  /** The script that npm and its kin say it runs for; null without one. */
  readonly lifecycle: string | null;
}

/**
 * Whether a process is the package's program, or the shell that is about to become it. npm and bun say so: what they run
 * carries npm_lifecycle_event=npx or bunx, what they run while installing carries install, postinstall and so on (npm 11,
 * looked at in /proc). Elsewhere it is what is neither the installer nor known as a helper of installations.
 */
export function isProgram({ argv, lifecycle }: ProcessLook, kind: Installer['kind']): boolean {
  if (lifecycle !== null) return lifecycle === 'npx' || lifecycle === 'bunx';
  // npm runs nothing without saying so but git and its own kind.
  if (kind === 'npx') return false;
  const [first = '', second = ''] = argv;
  const name = baseName(first);
  if (INSTALLERS.test(name) || HELPERS.has(name)) return false;
  const isPython = /^python[\d.]*$/.test(name);
  // While it builds or asks for versions: python -c …, -I …, or from a folder made for one build.
  if (isPython && (/^-[^m]/.test(second) || BUILD_FOLDER.test(first))) return false;
  if (isPython && second === '-m') return !/^(pip|pipx|venv|ensurepip|uv)$/.test(argv[2] ?? '');
  // A shell is about to become something else, or its children tell.
  if (SHELLS.has(name)) return false;
  if ((isPython || name === 'node') && INSTALLERS.test(baseName(second))) return false;
  return true;
}

const INSTALLERS =
  /^(npm|npx|pnpm|pnpx|yarn|yarnpkg|bun|bunx|uv|uvx|pipx|pip[\d.]*|corepack)(-cli)?(\.[cm]?js|\.exe)?$/;
const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'zsh', 'env']);
const HELPERS: ReadonlySet<string> = new Set(
  `git git-remote-http git-remote-https ssh tar gzip xz curl wget node-gyp node-pre-gyp prebuild-install make ninja
  cmake cc gcc g++ c++ cc1 cc1plus clang clang++ as ld collect2 ar ranlib pkg-config rustc cargo rustup go`.split(
    /\s+/,
  ),
);
const BUILD_FOLDER = /[/\\](builds-v\d+|\.tmp\w*)[/\\]/;

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Null for a process that is gone. */
function lookAt(pid: number): ProcessLook | null {
  const read = (file: 'cmdline' | 'environ') => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0');
    } catch {
      // It ended while we looked, or it is another user's.
      return null;
    }
  };
  const argv = read('cmdline');
  const environment = read('environ');
  if (argv === null || environment === null) return null;
  const variable = environment.find((one) => one.startsWith('npm_lifecycle_event='));
  return { argv, lifecycle: variable?.slice(variable.indexOf('=') + 1) ?? null };
}
