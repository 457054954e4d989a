import { watchTerminal } from '../../runtime/hang-up.ts';
import type { QuitSequence } from '../quit-sequence.ts';

/**
 * Ctrl+C, a closed terminal and a polite kill stop all servers first, like any other quit. SIGHUP from anybody else reads
 * the configuration again.
 */
export function register(process: NodeJS.Process, quit: QuitSequence, reload: () => void): void {
  const hangUp = watchTerminal();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => quit.request());
  process.on('SIGHUP', () => (hangUp() === 'reload' ? reload() : quit.request()));
}
