import { readdirSync, readFileSync } from 'node:fs';
import { isAlive } from '../../process/harness/processes.ts';

/** Live processes with this entry in their environment and this text in their command line. */
export function pidsWith(entry: string, commandLine: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid && isAlive(pid))
    .filter((pid) => read(pid, 'environ').split('\0').includes(entry))
    .filter((pid) => read(pid, 'cmdline').includes(commandLine));
}

/** Empty for a process that is gone, or that is another user's. */
function read(pid: number, file: 'environ' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}
