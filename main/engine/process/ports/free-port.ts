import type { Clock } from '../../ports.ts';
import { endTree } from '../end-tree.ts';
import { readMarked } from '../process-table.ts';
import { readListeners } from './listeners.ts';
import { collides } from './port-holder.ts';

/** `stuck`: a process that holds it outlived even SIGKILL. */
export type PortFreed = 'freed' | 'not-ours' | 'nobody' | 'stuck';

/**
 * Ends every process of this home that listens where a server of this host and port would, each with its whole tree:
 * SIGTERM, then SIGKILL. `not-ours` when a stranger listens there too, or alone: then nothing is ended.
 */
export async function freePort(
  { port, host }: { readonly port: number; readonly host: string },
  homePrefix: string,
  clock: Clock,
): Promise<PortFreed> {
  const listeners = (await readListeners(port)).filter(({ address }) => collides(address, host));
  if (listeners.length === 0) return 'nobody';
  const marks = new Map(readMarked(homePrefix).map(({ pid, mark }) => [pid, mark]));
  const targets = new Set<string>();
  for (const { pids } of listeners) {
    const own = pids.map((pid) => marks.get(pid)).filter((mark) => mark !== undefined);
    if (own.length === 0 || own.length < pids.length) return 'not-ours';
    for (const mark of own) targets.add(mark);
  }
  const outcomes = await Promise.all([...targets].map((mark) => endTree({ mark, root: null }, clock)));
  return outcomes.every(({ left }) => left.length === 0) ? 'freed' : 'stuck';
}
