import { readFile } from 'node:fs/promises';
import { findProgram } from './find-program.ts';

/** How the number of files that a process may have open is limited. */
export interface OpenFilesLimiter {
  /** What the system allows at most, or null where that is not known. */
  readonly mostAllowed: number | null;
  /** Words before the command. Core dumps are switched off along with it. */
  prefix(openFiles: number): readonly string[];
}

/** Null on Windows, which has no such limit. */
export async function findOpenFilesLimiter(options: {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** /proc/self/limits */
  readonly ownLimits: string;
}): Promise<OpenFilesLimiter | null> {
  if (options.platform === 'win32') return null;
  const prlimit = await findProgram('prlimit', options.environment);
  const own = await readFile(options.ownLimits, 'utf8').catch(() => '');
  const hard = /^Max open files\s+\S+\s+(\d+)/m.exec(own)?.[1];
  return {
    mostAllowed: hard === undefined ? null : Number(hard),
    prefix: (openFiles) =>
      prlimit === null
        ? ['/bin/sh', '-c', 'ulimit -c 0; ulimit -n "$0" && exec "$@"', String(openFiles)]
        : [prlimit, `--nofile=${openFiles}:${openFiles}`, '--core=0:0', '--'],
  };
}
