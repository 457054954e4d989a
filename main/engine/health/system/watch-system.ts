import type { HealthReport } from '#contract/health.ts';
import type { RegisterEntry } from '#contract/register.ts';
import type { Clock } from '../../ports.ts';
import { watchClock } from './clock-jumps.ts';
import { findTroubles } from './find-troubles.ts';
import { judgeSystem } from './judge-system.ts';
import { readMemory } from './read-memory.ts';
import { createPlaceReader, type Place } from './read-places.ts';
import type { MemoryFacts, SystemFacts } from './system-facts.ts';
import { createTeller } from './tell-troubles.ts';
import { type NetworkMeans, watchNetwork } from './watch-network.ts';

export interface SystemWatch {
  /** Null before the first look. */
  facts(): SystemFacts | null;
  report(): HealthReport;
  close(): void;
}

export interface SystemWatchOptions {
  readonly clock: Clock;
  readonly folders: readonly Place[];
  /** Files that nobody else is to read, such as the token. Those that are not there are passed over. */
  readonly privateFiles?: readonly string[];
  /** The hosts of servers that are reached by URL. Loopback may be among them. */
  readonly needsNetwork: () => readonly string[];
  /** The verdict has changed. */
  readonly onChange: () => void;
  /** Told once when something turns bad, and once when it is well again. */
  readonly tell: (entry: Omit<RegisterEntry, 'id' | 'at'>) => void;
  /** A fault of ours that life goes on without. */
  readonly onFault: (message: string) => void;
  /** The system's own when left out. */
  readonly network?: NetworkMeans;
  readonly memory?: () => Promise<MemoryFacts | null>;
}

const EVERY_MS = 30_000;

/** Looks at the machine every 30 s: a dozen calls to the system, off the main thread. */
export function createSystemWatch(options: SystemWatchOptions): SystemWatch {
  const { clock, folders, privateFiles = [], onChange, onFault, memory = readMemory } = options;
  const closing = new AbortController();
  const readPlaces = createPlaceReader(clock, folders, privateFiles, closing.signal);
  const clockJumps = watchClock(clock);
  const teller = createTeller(options.tell);
  let seen: Omit<SystemFacts, 'network'> | null = null;
  let cancel = (): void => {};
  let last = '';
  let isFaulty = false;

  const network = watchNetwork({
    clock,
    hosts: options.needsNetwork,
    ...(options.network === undefined ? {} : { means: options.network }),
    onChange: () => changed(false),
  });

  const facts = (): SystemFacts | null => (seen === null ? null : { ...seen, network: network.facts() });

  function changed(isLook: boolean): void {
    const known = facts();
    if (closing.signal.aborted || known === null) return;
    teller.look(findTroubles(known), isLook);
    const { score, lost } = judgeSystem(known);
    const now = JSON.stringify([score, lost.map(({ code }) => code)]);
    if (now === last) return;
    last = now;
    onChange();
  }

  async function look(): Promise<void> {
    try {
      const [places, available] = await Promise.all([readPlaces(), memory()]);
      seen = { ...places, memory: available, clockJumps: clockJumps() };
      isFaulty = false;
      changed(true);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (!isFaulty && !closing.signal.aborted)
        onFault(`The machine can't be looked at: ${why}. It is tried again.`);
      isFaulty = true;
    }
    if (!closing.signal.aborted) cancel = clock.after(EVERY_MS, () => void look());
  }
  // Not while the engine is only just being put together.
  cancel = clock.after(0, () => void look());

  return {
    facts,
    report: () => judgeSystem(facts()),
    close() {
      closing.abort();
      cancel();
      network.close();
    },
  };
}
