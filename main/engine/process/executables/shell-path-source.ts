import { join } from 'node:path';
import type { ShellPath } from '#contract/executable.ts';
import { defaultVersionFile, homeOf, managerFolders } from './manager-folders.ts';
import { resolveShellPath, type ShellPathOptions, terminalPath } from './resolve-shell-path.ts';
import { firstDifference, type Stamp, stampsOf } from './stamp.ts';

/** The PATH for servers, asked for once and again when there is a reason. */
export interface ShellPathSource {
  /** Null until the first answer. */
  readonly current: ShellPath | null;
  /**
   * The latest answer. Where a terminal gave us its PATH, that holds until the shell has answered; else this waits for
   * the first answer, and for no later one, since a start must not wait for a shell that hangs now. Never rejects.
   */
  latest(): Promise<ShellPath>;
  /** Asks anew, or joins one who asks already; within 10 s of the last answer that one is given again. */
  refresh(): Promise<ShellPath>;
  /** Asks anew, with the limit of {@link refresh}, if a start-up file or a manager's folder is not what it was. */
  refreshIfChanged(): Promise<ShellPath>;
  /** Ends a shell that is being asked. */
  close(): Promise<void>;
}

/** A start-up file may take a second of processor time: no button may be pressed into a load. */
const REFRESH_PAUSE_MS = 10_000;
/** Half of the time between two looks of one watch: many watches share a look at the start-up files. */
const SHARED_LOOK_MS = 1_000;

/** Asks for the first time at once. */
export function openShellPathSource(options: Omit<ShellPathOptions, 'closed'>): ShellPathSource {
  const { clock, environment } = options;
  const { promise: closed, resolve: close } = Promise.withResolvers<void>();
  let current: ShellPath | null = null;
  const provisional = terminalPath(options);
  let askedMs = 0;
  let lookedMs = 0;
  let stamps: ReadonlyMap<string, Stamp> = new Map();
  let asking: Promise<ShellPath> | null = ask();

  async function ask(): Promise<ShellPath> {
    // Looked at before, so that an edit while the shell runs is seen afterwards.
    const before = await look();
    current = await resolveShellPath({ ...options, closed });
    stamps = before;
    askedMs = clock.monotonic();
    asking = null;
    return current;
  }

  async function look(): Promise<ReadonlyMap<string, Stamp>> {
    const folders = await managerFolders(environment);
    return new Map([...(await stampsOf(startFiles(environment))), ['folders', folders.join(':')]]);
  }

  async function refresh(): Promise<ShellPath> {
    if (asking !== null) return asking;
    if (current !== null && clock.monotonic() - askedMs < REFRESH_PAUSE_MS) return current;
    asking = ask();
    return asking;
  }

  return {
    get current() {
      return current;
    },
    latest: async () => current ?? provisional ?? asking ?? refresh(),
    refresh,
    async refreshIfChanged() {
      if (current === null) return refresh();
      if (clock.monotonic() - lookedMs < SHARED_LOOK_MS) return asking ?? current;
      lookedMs = clock.monotonic();
      return firstDifference(stamps, await look()) === null ? current : refresh();
    },
    async close() {
      close();
      await asking;
    },
  };
}

/** What the shells that are asked read, and what the answer hangs on beside. */
function startFiles(environment: ShellPathOptions['environment']): string[] {
  const home = homeOf(environment);
  const config = environment['XDG_CONFIG_HOME'] || join(home, '.config');
  const zsh = environment['ZDOTDIR'] || home;
  return [
    ...['.zshenv', '.zprofile', '.zshrc', '.zlogin'].map((name) => join(zsh, name)),
    ...['.bash_profile', '.bash_login', '.bashrc', '.profile', '.tcshrc', '.cshrc', '.login'].map((name) =>
      join(home, name),
    ),
    join(config, 'fish', 'config.fish'),
    join(config, 'nushell', 'env.nu'),
    join(config, 'nushell', 'config.nu'),
    join(config, 'powershell', 'profile.ps1'),
    '/etc/profile',
    '/etc/paths',
    '/etc/environment',
    defaultVersionFile(environment),
  ];
}
