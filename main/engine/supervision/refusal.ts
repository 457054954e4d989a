import type { ServerConfig } from '../configuration/configuration.ts';
import { failureOf, stateOf } from './state-of.ts';
import type { SupervisedServer } from './supervised-server.ts';
import { STOPPED_BECAUSE } from './wording.ts';

/**
 * Why a process will take no request before somebody does something, in a clause; null when waiting is worth it.
 * `blockedBy` says why what the server waits for will not come by itself.
 */
export function refusalOf(
  { life: { phase }, config }: SupervisedServer,
  blockedBy: (config: ServerConfig) => string | null,
): string | null {
  switch (stateOf(phase)) {
    case 'stopped':
      if (phase.kind !== 'stopped' || phase.why === 'idle' || phase.why === 'finished') return null;
      return `it is not running: ${STOPPED_BECAUSE[phase.why]}`;
    case 'failed':
    case 'crash-looping':
      return `it is down: ${failureOf(phase)?.problem.message ?? 'it can not start'}`;
    case 'waiting': {
      const blocked = blockedBy(config);
      return blocked === null ? null : `it waits for ${blocked}`;
    }
    default:
      return null;
  }
}
