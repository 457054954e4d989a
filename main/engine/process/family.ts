import type { Member, TreeRecord } from './genealogy.ts';
import type { Guard } from './guard.ts';
import type { Found } from './kill-tree.ts';

/** A tree larger than this is remembered in part; groups and marks find the rest. */
const MEMBERS_KEPT = 200;

/**
 * The processes of one server's tree as they were last seen, so that one is found again after its parent is gone, also
 * when it has left the group and cleared its environment. Guard and genealogy are told of each.
 */
export interface Family {
  /** In the environment of each, unless it was cleared. */
  readonly mark: string;
  /** All that were alive at the last look, without the server's own process. */
  readonly members: readonly Found[];
  /** What is alive now; takes the place of what was known. */
  remember(members: readonly Member[]): void;
  /** It may have become another program: its command line is read anew. */
  lookedAt(one: Found): void;
  forget(): void;
}

export function createFamily(
  guard: Pick<Guard, 'watch' | 'release'>,
  mark: string,
  record: TreeRecord,
): Family {
  let known = new Map<string, Found>();
  return {
    mark,
    get members() {
      return [...known.values()];
    },
    remember(members) {
      // Without a start time a pid is no proof of who it is.
      const kept = members.filter(({ startTicks }) => startTicks !== null).slice(0, MEMBERS_KEPT);
      const next = new Map(kept.map((one) => [`${one.pid}:${one.startTicks}`, one]));
      for (const [key, one] of known) {
        if (next.has(key)) continue;
        guard.release(one.pid);
        record.left(one);
      }
      for (const [key, one] of next) {
        if (known.has(key)) continue;
        guard.watch(one, mark, 'process');
        record.joined(one);
      }
      known = next;
    },
    lookedAt: record.changed,
    forget() {
      for (const { pid } of known.values()) guard.release(pid);
      known = new Map();
    },
  };
}
