import type { RegisterEntry } from '#contract/register.ts';
import type { Swept } from './process/process.ts';

type Entry = Omit<RegisterEntry, 'id' | 'at'>;

/** What the register says of a start: that it was one, and what an engine that died had left behind. */
export function startEntries(swept: readonly Swept[], quarantined: string | null): Entry[] {
  const entries: Entry[] = [
    { lamp: 'info', kind: 'engine-started', server: null, text: 'Signalbox started' },
  ];
  if (quarantined !== null) {
    const text = `The state file was damaged: it was moved to ${quarantined}, and a new one was begun.`;
    entries.push({ lamp: 'warn', kind: 'engine-started', server: null, text });
  }
  return [...entries, ...sweptEntries(swept)];
}

/** `http.port` belongs to another program. */
export function portTakenEntry(port: number, url: string): Entry {
  const text = `http.port is ${port}, and another program has it: the window and the gateway are at ${url} instead.`;
  return { lamp: 'warn', kind: 'engine-started', server: null, text };
}

/** What was ended that an engine which died had left, an entry for each server. */
export function sweptEntries(swept: readonly Swept[]): Entry[] {
  return swept.map(({ server, pids, by, left }) => {
    const count = pids.length === 1 ? '1 process' : `${pids.length} processes`;
    const who = by === 'guard' ? 'the guard ended' : 'this start ended';
    const still = left.length === 0 ? '' : ` Not ended: ${left.join(', ')}.`;
    const text = `${server} was left running by an engine that died: ${who} ${count} (${few(pids)}).${still}`;
    return { lamp: left.length === 0 ? 'warn' : 'bad', kind: 'swept', server, text };
  });
}

/** A register line must stay a line, also when hundreds were left. */
function few(pids: readonly number[]): string {
  const shown = pids.slice(0, 8).join(', ');
  return pids.length <= 8 ? shown : `${shown} and ${pids.length - 8} more`;
}

export function guardLost(reason: string): Entry {
  return {
    lamp: 'warn',
    kind: 'failed',
    server: null,
    text: `The guard is lost (${reason}): should Signalbox be killed now, servers are swept at its next start.`,
  };
}

export function samplingFailed(message: string): Entry {
  const text = `CPU and memory could not be read: ${message}. The servers run on, and it is tried again.`;
  return { lamp: 'warn', kind: 'failed', server: null, text };
}
