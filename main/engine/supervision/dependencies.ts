import type { ServerGroup } from './group.ts';
import { stateOf } from './state-of.ts';
import { STOPPED_BECAUSE } from './wording.ts';

/** What a server waits for, each in a clause: "files, which is stopped: stopped by you". */
export function describeUnmet(
  names: readonly string[],
  groups: ReadonlyMap<string, ServerGroup>,
): readonly string[] {
  return names.map((name) => {
    const group = groups.get(name);
    if (group === undefined) return `${name}, which is not configured`;
    const { phase } = group.primary.life;
    if (phase.kind === 'stopped')
      return `${name}, which is ${phase.why === 'closing' ? 'stopped' : STOPPED_BECAUSE[phase.why]}`;
    return `${name}, which is ${SAID[stateOf(phase)]}`;
  });
}

const SAID = {
  stopped: 'stopped',
  waiting: 'waiting itself',
  starting: 'starting',
  ready: 'ready',
  stopping: 'stopping',
  'backing-off': 'down and is started again soon',
  'crash-looping': 'down and keeps going down',
  failed: 'down',
} as const;
