import { stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename } from 'node:path';
import type { ShellPath } from '#contract/executable.ts';
import type { Clock } from '../../ports.ts';
import { askShell } from './ask-shell.ts';
import { homeOf, managerFolders } from './manager-folders.ts';
import { isFromTerminal, mergeFolders, pathVariable, splitPath } from './path-folders.ts';

export interface ShellPathOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly clock: Clock;
  /** Instead of the one that the environment or the system names. */
  readonly userShell?: string;
  /** Whether a person sees our stdout in a terminal. */
  readonly isTty?: boolean;
  readonly timeoutMs?: number;
  /** See {@link ShellQuestion}. */
  readonly onGroup?: (pid: number) => () => void;
  readonly closed?: Promise<unknown>;
}

/** As long as the slowest start-up files that people tell of take, twice; every server waits for it once. */
const TIMEOUT_MS = 5_000;
/** Names the shell to be asked instead of the login shell; `none` asks none. */
const SHELL_VARIABLE = 'SIGNALBOX_LOGIN_SHELL';
/** The login "shells" of accounts that nobody logs in to. */
const NO_SHELLS: ReadonlySet<string> = new Set([
  'nologin',
  'false',
  'true',
  'sync',
  'halt',
  'shutdown',
  'none',
]);

/**
 * The PATH for servers. An app that a desktop starts has a bare one, so the login shell is asked for the one that its
 * owner has in a terminal. PATH alone: other variables that start-up files set (NVM_DIR, tokens) are not taken over,
 * and belong into a server's "env". Never rejects; without an answer the PATH is the inherited one.
 */
export async function resolveShellPath(options: ShellPathOptions): Promise<ShellPath> {
  const { environment, platform, clock } = options;
  const inherited = splitPath(
    environment[pathVariable(environment, platform)] ?? '',
    platform,
    homeOf(environment),
  );
  // The registry's PATH is what every program of Windows has.
  if (platform === 'win32') return { folders: inherited, origin: 'environment', shell: null, problem: null };

  const shell = options.userShell ?? (environment[SHELL_VARIABLE]?.trim() || loginShell(environment));
  const without = async (problem: string | null, asked: string | null): Promise<ShellPath> => ({
    folders: await withManagers(inherited, environment),
    origin: 'environment',
    shell: asked,
    problem,
  });
  if (shell === null) return without('this account has no login shell', null);
  if (NO_SHELLS.has(basename(shell))) {
    return without(shell === 'none' ? null : `${shell} is no shell that can be asked`, null);
  }
  const found = await stat(shell).catch(() => null);
  if (found === null || !found.isFile()) return without(`the login shell ${shell} is not there`, shell);

  const answer = await askShell({
    shell,
    environment,
    clock,
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    onGroup: options.onGroup ?? (() => () => {}),
    closed: options.closed ?? new Promise(() => {}),
  }).catch((error: unknown) => ({
    ok: false as const,
    problem: `${basename(shell)} could not be asked: ${error instanceof Error ? error.message : String(error)}`,
  }));
  if (!answer.ok) return without(answer.problem, shell);
  const told = splitPath(answer.path, platform, homeOf(environment));
  if (!told.some((folder) => folder.startsWith('/')))
    return without(`${basename(shell)} answered with a PATH that names no folder`, shell);
  const fromTerminal = isFromTerminal(environment, options.isTty ?? false);
  const merged = mergeFolders({ inherited, shell: told, fromTerminal });
  return { folders: await withManagers(merged, environment), origin: 'login-shell', shell, problem: null };
}

/** The PATH that a terminal gave us, to start with until the login shell has answered; null when no terminal did. */
export function terminalPath({
  environment,
  platform,
  isTty = false,
}: Pick<ShellPathOptions, 'environment' | 'platform' | 'isTty'>): ShellPath | null {
  if (!isFromTerminal(environment, isTty)) return null;
  const path = environment[pathVariable(environment, platform)] ?? '';
  const folders = splitPath(path, platform, homeOf(environment));
  return { folders, origin: 'environment', shell: null, problem: null };
}

async function withManagers(
  folders: readonly string[],
  environment: ShellPathOptions['environment'],
): Promise<string[]> {
  return [...new Set([...folders, ...(await managerFolders(environment))])];
}

function loginShell(environment: ShellPathOptions['environment']): string | null {
  if (environment['SHELL']) return environment['SHELL'];
  try {
    return userInfo().shell;
  } catch {
    // ENOENT: a container's user without an entry in passwd.
    return null;
  }
}
