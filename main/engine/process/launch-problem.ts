import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { PortHolder } from '#contract/server.ts';
import type { Executables } from './executables/executables.ts';
import type { LaunchSpec } from './launch-spec.ts';
import type { HolderFound } from './ports/port-holder.ts';
import { workingFolder } from './working-folder.ts';

/** Why no process came to be. */
export interface LaunchProblem {
  readonly code:
    | 'command-not-found'
    | 'not-executable'
    | 'bad-working-directory'
    | 'spawn-failed'
    | 'port-taken';
  /** True when trying again can't help until the configuration or the machine changes. */
  readonly permanent: boolean;
  /** A clause without the server's name: "the command npx was not found on PATH". */
  readonly message: string;
  readonly fix: string;
  /** Who holds the port, with `port-taken` alone. */
  readonly holder?: PortHolder;
}

/** Not permanent: whoever holds the port may end at any time. */
export function portTaken({ server, ...holder }: HolderFound): LaunchProblem {
  const { port, pid, command, ours } = holder;
  const who = pid === null ? 'a process of another user' : `${command ?? 'a process'} (pid ${pid})`;
  return {
    code: 'port-taken',
    permanent: false,
    message: `port ${port} is taken by ${who}${ours ? `, which belongs to ${server} of this Signalbox` : ''}`,
    fix: ours
      ? `Free the port (signalbox free-port), which ends that process, or give ${server} another port.`
      : 'End that program, or give this server another port in "url" and in its own settings.',
    holder,
  };
}

/** Turns what spawn said into a sentence with a way out. ENOENT has two causes that look alike: no file, or a bad #!. */
export async function explainSpawnError(
  spec: LaunchSpec,
  error: unknown,
  executables: Pick<Executables, 'find' | 'hintForMissing'>,
): Promise<LaunchProblem> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const found = await executables.find(spec);
  if (code === 'ENOENT' && found !== null) {
    return {
      code: 'not-executable',
      permanent: true,
      message: `${found.path} names a program on its first line (#!) that is not on this machine`,
      fix: 'Mend the first line of that file, or install the program that it names.',
    };
  }
  if (code === 'ENOENT') {
    return {
      code: 'command-not-found',
      permanent: true,
      message: hasFolder(spec.command)
        ? `the command ${spec.command} is not there`
        : `the command ${spec.command} was not found on PATH`,
      fix: hasFolder(spec.command)
        ? `Change "command" in servers.json, or put ${spec.command} there.`
        : await executables.hintForMissing(spec.command),
    };
  }
  if (code === 'EACCES' && hasFolder(spec.command) && (await isFolder(spec))) {
    return {
      code: 'not-executable',
      permanent: true,
      message: `the command ${spec.command} is a folder, not a program`,
      fix: 'Give the program in that folder as "command" in servers.json.',
    };
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'ENOEXEC') {
    return {
      code: 'not-executable',
      permanent: true,
      message: `the command ${spec.command} may not be executed (${code})`,
      fix: `Make it executable (chmod +x ${spec.command}), or change "command" in servers.json.`,
    };
  }
  // EMFILE, EAGAIN, ENOMEM and their kin pass: the machine is short of something now.
  return {
    code: 'spawn-failed',
    permanent: false,
    message: `the process could not be started: ${error instanceof Error ? error.message : String(error)}`,
    fix: 'The machine may be short of memory, processes or open files.',
  };
}

/** As the system would say of a command for which no file was found that may be executed. */
export async function explainMissing(spec: LaunchSpec, executables: Executables): Promise<LaunchProblem> {
  const code = (await executables.isThere(spec)) ? 'EACCES' : 'ENOENT';
  return explainSpawnError(spec, Object.assign(new Error(code), { code }), executables);
}

async function isFolder(spec: LaunchSpec): Promise<boolean> {
  const found = await stat(resolve(workingFolder(spec), spec.command)).catch(() => null);
  return found?.isDirectory() ?? false;
}

function hasFolder(command: string): boolean {
  return command.includes('/') || command.includes('\\');
}
