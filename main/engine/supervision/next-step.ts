import type { ServerConfig } from '../configuration/configuration.ts';
import { listVerdict } from './ends.ts';
import type { Failure } from './failure.ts';
import type { Phase } from './life.ts';

/** What happens next by itself, or what its owner can do, in a sentence; null when nothing has to. */
export function nextStepOf(
  phase: Phase,
  facts: {
    readonly config: ServerConfig;
    /** What it waits for, each in a clause. */
    readonly unmet: readonly string[];
    readonly failure: Failure | null;
  },
): string | null {
  const { config, unmet, failure } = facts;
  switch (phase.kind) {
    case 'stopped':
      switch (phase.why) {
        case 'idle':
          return 'It starts with the first request.';
        case 'disabled':
          return 'Start it by hand, or set "disabled" to false in servers.json.';
        case 'finished':
          return 'Start it to have it run again.';
        case 'owner':
          return 'It stays stopped until you start it, also when Signalbox starts again.';
        case 'removed':
        case 'closing':
        case 'spare':
        case 'client-left':
          return null;
        default:
          return phase.why satisfies never;
      }
    case 'waiting':
      return unmet.length > 0 ? 'It starts as soon as what it depends on is ready.' : null;
    case 'starting':
      return null;
    case 'ready':
      return phase.hung === null
        ? null
        : 'Restart it: its configuration says to leave it running ("health": { "onHang": "alert" }).';
    case 'ending':
      return phase.after.kind === 'fail' ? whatMends(failure, config) : null;
    case 'backing-off':
      return 'It is started again by itself.';
    case 'crash-looping':
      return `It is tried again by itself, ever more rarely. ${failure?.problem.fix ?? 'Read its log, mend it, and start it.'}`;
    case 'failed':
      return whatMends(failure, config);
    default:
      return phase satisfies never;
  }
}

function whatMends(failure: Failure | null, config: ServerConfig): string {
  const fix = failure?.problem.fix ?? null;
  if (failure?.permanent === true) {
    return `${fix ?? 'Mend its command.'} It is started by itself once its command, PATH or configuration has changed.`;
  }
  if (failure !== null && listVerdict(failure, config.restart) === 'stay-down')
    return 'Its restart settings ("preventOn") leave the next start to you.';
  return `${fix === null ? '' : `${fix} `}Its restart settings ("policy": "${config.restart.policy}") leave the next start to you.`;
}
