import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';

/** A path of the file as an absolute one: relative ones begin in the file's folder, `~` is the home folder. */
export function resolvePath(file: string, path: string): string {
  const expanded = /^~(?=$|[\\/])/.test(path) ? homedir() + path.slice(1) : path;
  return resolve(dirname(file), expanded);
}
