import type { Clock } from '../ports.ts';
import { within } from '../process/process.ts';
import type { ServerGroup } from './group.ts';
import type { StopWhy } from './life.ts';

/** A layer that takes longer than this holds up no other: a quit has 8 s for all of them. */
const LAYER_MS = 2_000;

/** Stops servers, each after those among them that depend on it. Resolves when nothing of any is left. */
export async function stopInOrder(groups: readonly ServerGroup[], why: StopWhy, clock: Clock): Promise<void> {
  // All are wished to stop now, though some have to wait for others: that is what a later engine must know, and what a
  // later start takes back.
  const starts = new Map(groups.map((group) => [group, group.announceStop(why)]));
  const ends = new Map<string, Promise<void>>();
  const stop = (group: ServerGroup): Promise<void> => {
    const known = ends.get(group.name);
    if (known !== undefined) return known;
    // Taken note of before its dependants are looked at, so that no circle goes round for ever.
    const { promise, resolve } = Promise.withResolvers<void>();
    ends.set(group.name, promise);
    const dependants = groups.filter(({ config }) => config.dependsOn.includes(group.name));
    const run = async (): Promise<void> => {
      if (dependants.length > 0) await within(clock, LAYER_MS, Promise.all(dependants.map(stop)));
      if (group.starts === starts.get(group)) await group.stop(why);
    };
    void run().then(resolve);
    return promise;
  };
  await Promise.all(groups.map(stop));
}
