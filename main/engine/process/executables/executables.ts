import type { Executable, ShellPath } from '#contract/executable.ts';
import type { Clock } from '../../ports.ts';
import { workingFolder } from '../working-folder.ts';
import { hintForMissing } from './command-hint.ts';
import { candidates, findExecutable, foldersFor } from './find-executable.ts';
import { homeOf } from './manager-folders.ts';
import { joinPath, pathVariable } from './path-folders.ts';
import { openShellPathSource } from './shell-path-source.ts';
import { ABSENT, stampsOf } from './stamp.ts';
import { readStamps, type StartSpec, type StartStamps } from './start-stamps.ts';
import { watchForMend } from './watch-for-mend.ts';

/** A server's command with what decides which file it stands for. */
export interface CommandSpec extends StartSpec {
  readonly server: string;
  /** Added to the inherited environment; its PATH goes before the login shell's. */
  readonly env: Readonly<Record<string, string>>;
  /** It fetches something for the server, and is no start of it. */
  readonly isFetch?: boolean;
}

/**
 * What a watch compares with: what the last launch found, so that nothing is missed that was mended since; or what is
 * there now, since a process that ran may have changed files which its command line names, a log for example.
 */
export type WatchSince = 'launch' | 'now';

export interface PreparedCommand {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly executable: Executable | null;
}

/** What the commands of servers stand for, on the PATH that their owner has in a terminal. */
export interface Executables {
  /** Null until the login shell has answered or was given up, 5 s after the start at the latest. */
  readonly shellPath: ShellPath | null;
  /** Asks the login shell again, at most once in 10 s. Never rejects. */
  refreshShellPath(): Promise<ShellPath>;
  /** The inherited environment with the PATH for servers; waits for the login shell unless a terminal gave us one. */
  environment(): Promise<Readonly<Record<string, string | undefined>>>;
  /** Null when there is no such file or none that may be executed. */
  find(spec: CommandSpec): Promise<Executable | null>;
  /** Whether something of that name is there, be it only a file that may not be executed. */
  isThere(spec: CommandSpec): Promise<boolean>;
  /**
   * For a launch that follows at once: what it inherits, and what its command stands for. One that is not found may have
   * been put on PATH since: the login shell's answer is waited for, or asked for again as {@link refreshShellPath} does.
   * Keeps what the start hangs on as it is now, for {@link watchForMend}; not for a fetch, nor once the signal is given.
   */
  prepare(spec: CommandSpec, signal?: AbortSignal): Promise<PreparedCommand>;
  /** In sentences: where a command that was not found may be had. */
  hintForMissing(command: string): Promise<string>;
  /**
   * Tells once that something has changed since the last launch of this server, or since now (also where it had none): its
   * command, PATH, a file or folder that it names. `now` is the first look, in 2 s, when the last words of a process that
   * has just ended are written. Looks every 2 s, and asks the login shell again when a start-up file has changed. A change
   * is told when the look after it finds it the same.
   */
  watchForMend(
    spec: CommandSpec,
    onMend: (what: string) => void,
    options?: { readonly since: WatchSince },
  ): { close(): void };
  /** Ends a shell that is being asked; starts get what is known. */
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 2_000;

/** Asks the login shell at once. */
export function openExecutables(options: {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly platform?: NodeJS.Platform;
  readonly onGroup: (pid: number) => () => void;
  readonly onFault: (message: string) => void;
}): Executables {
  const { environment, clock, platform = process.platform } = options;
  const source = openShellPathSource({
    environment,
    platform,
    clock,
    isTty: process.stdout.isTTY === true,
    onGroup: options.onGroup,
  });
  const variable = pathVariable(environment, platform);
  /** By server. */
  const starts = new Map<string, StartStamps>();

  const where = (spec: CommandSpec, shellPath: ShellPath) => ({
    folders: foldersFor(spec.env[pathVariable(spec.env, platform)], shellPath.folders, {
      platform,
      home: homeOf(environment),
    }),
    platform,
    pathext: environment['PATHEXT'],
  });
  const place = async (spec: CommandSpec) => ({
    ...where(spec, await source.latest()),
    cwd: workingFolder(spec),
  });
  const find = async (spec: CommandSpec) => findExecutable(spec.command, await place(spec));
  const inherited = async () => {
    const { folders } = await source.latest();
    return { ...environment, [variable]: joinPath(folders, platform) };
  };
  const look = async (spec: CommandSpec, shellPath: Promise<ShellPath>) =>
    readStamps(spec, where(spec, await shellPath));

  return {
    get shellPath() {
      return source.current;
    },
    refreshShellPath: () => source.refresh(),
    environment: inherited,
    find,
    async isThere(spec) {
      const paths = candidates(spec.command, await place(spec));
      return [...(await stampsOf(paths)).values()].some((stamp) => stamp !== ABSENT);
    },
    async prepare(spec, signal) {
      let executable = await find(spec);
      if (executable === null) {
        await source.refresh();
        executable = await find(spec);
      }
      const found = await look(spec, source.latest());
      if (spec.isFetch !== true && !signal?.aborted) starts.set(spec.server, found);
      return { environment: await inherited(), executable };
    },
    hintForMissing: (command) => hintForMissing(command, { environment, shellPath: source.current }),
    watchForMend: (spec, onMend, { since } = { since: 'launch' }) =>
      watchForMend({
        clock,
        look: () => look(spec, source.refreshIfChanged()),
        before: since === 'now' ? null : (starts.get(spec.server) ?? null),
        everyMs: LOOK_EVERY_MS,
        onMend,
        onFault: (error) =>
          options.onFault(
            `The machine can't be watched for what mends ${spec.server}: ${error instanceof Error ? error.message : String(error)}`,
          ),
      }),
    close: () => source.close(),
  };
}
