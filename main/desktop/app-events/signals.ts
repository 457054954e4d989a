import type { QuitSequence } from '../quit-sequence.ts';

/** Ctrl+C, a closed terminal and a polite kill stop all servers first, like any other quit. */
export function register(process: NodeJS.Process, quit: QuitSequence): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => quit.request());
}
