import { type CombinedNames, createNames } from '../guard/combined-names.ts';
import type { Known } from '../line/lists.ts';
import type { Hub } from '../relay/hub.ts';

export type NamedList = 'tools/list' | 'prompts/list';

interface Made {
  /** What they were made of: hub, list and filter of each server. */
  readonly of: readonly unknown[];
  readonly names: CombinedNames;
}

/**
 * What tools and prompts are called where all servers are: the same object until a list changes or a filter does. Asked
 * for with each call, so that what it costs where nothing changed is a few comparisons for each server.
 */
export class ServerNames {
  readonly #hubs: () => readonly Hub[];
  readonly #made = new Map<NamedList, Made>();

  /** @param hubs those that are offered */
  constructor(hubs: () => readonly Hub[]) {
    this.#hubs = hubs;
  }

  of(method: NamedList): CombinedNames {
    const hubs = this.#hubs();
    const made = this.#made.get(method);
    if (made !== undefined && isMadeOf(made, hubs, method)) return made.names;
    const of = hubs.flatMap((hub) => [hub, hub.shared.lists.peek(method), hub.filter]);
    const names = createNames(
      hubs.map((hub) => ({ server: hub.name, tools: namesIn(hub, hub.shared.lists.peek(method), method) })),
    );
    this.#made.set(method, { of, names });
    return names;
  }
}

function isMadeOf({ of }: Made, hubs: readonly Hub[], method: NamedList): boolean {
  if (of.length !== hubs.length * 3) return false;
  let at = 0;
  for (const hub of hubs) {
    if (of[at] !== hub || of[at + 1] !== hub.shared.lists.peek(method) || of[at + 2] !== hub.filter)
      return false;
    at += 3;
  }
  return true;
}

/** As the clients of the server itself know them. */
function namesIn(hub: Hub, known: Known | null, method: NamedList): readonly string[] | null {
  if (known === null) return null;
  const own = known.items.map((item) => String(item['name']));
  if (method === 'prompts/list') return own;
  return own.filter((name) => hub.filter.enabled(name)).map((name) => hub.filter.exposed(name));
}
