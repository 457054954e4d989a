import { homedir } from 'node:os';

/** Where a command is run and what its relative paths are taken from: the owner's home folder, unless one is given. */
export function workingFolder({ cwd }: { readonly cwd: string | null }): string {
  return cwd ?? homedir();
}
