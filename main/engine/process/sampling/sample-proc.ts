import { cpus, totalmem } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../ports.ts';
import type { Family } from '../family.ts';
import type { ProcReader } from '../proc/proc-reader.ts';
import { markOf, orphansOf } from './find-strays.ts';
import { groupTrees } from './group-trees.ts';
import { Machine } from './machine.ts';
import type { Counted, TreeSample } from './process-figures.ts';
import { type Rest, SampledTree } from './sampled-tree.ts';
import { viewTree } from './view-tree.ts';

/** Details of each tree are read so often, and only of a part of the trees at each pass. */
const COUNT_MS = 10_000;
/** The kernel's tables of sockets are dear: once a minute, and sooner only for a tree that is new. */
const CONNECTIONS_MS = 60_000;
const NEW_CONNECTIONS_MS = 10_000;
/** Of the work of a pass, how much is done in one turn of the event loop. */
const TURN_MS = 8;

/** A sampler that reads /proc. */
export interface ProcSampler {
  sample(roots: ReadonlyMap<string, number>): Promise<Map<string, TreeSample>>;
  close(): void;
}

/** See sample-trees.ts. Measured here: 1.5 ms a pass for 150 processes in 50 trees, details included. */
export function createProcSampler(
  clock: Clock,
  families: ReadonlyMap<number, Family>,
  proc: ProcReader,
): ProcSampler {
  const machine = new Machine(proc);
  const cores = cpus().length;
  const memoryBytes = totalmem();
  let trees = new Map<string, SampledTree>();
  let members: ReadonlySet<number> = new Set();
  let grouped: ReadonlyMap<string, number> | null = null;
  let connectionsAtMs: number | null = null;
  let before = { atMs: clock.monotonic(), ticks: proc.nowTicks() };

  /** Whether a tree may be another than at the pass before. */
  function hasMoved(roots: ReadonlyMap<string, number>): boolean {
    if (grouped === null || grouped.size !== roots.size) return true;
    for (const [server, pid] of roots) if (grouped.get(server) !== pid) return true;
    if (machine.gone.some((pid) => members.has(pid))) return true;
    if (machine.news.length === 0) return false;
    const isOrphan = orphansOf(machine);
    const isOurs = (mark: string | null) =>
      mark !== null && [...families.values()].some((family) => family.mark === mark);
    return machine.news.some(
      (seen) =>
        members.has(seen.pid) ||
        members.has(seen.line.ppid) ||
        (isOrphan(seen) && isOurs(markOf(seen, proc))),
    );
  }

  function regroup(roots: ReadonlyMap<string, number>): void {
    if (!hasMoved(roots)) return;
    const found = groupTrees(machine, roots, families, proc);
    const next = new Map<string, SampledTree>();
    const kept = new Set<number>();
    for (const [server, tree] of found.trees) {
      const root = roots.get(server) ?? 0;
      const rootStart = machine.table.get(root)?.startTicks ?? null;
      const known = trees.get(server);
      const isSame = known?.root === root && (rootStart === null || known.rootStart === rootStart);
      const one = isSame ? known : newTree(root, rootStart);
      one.regroup(tree);
      next.set(server, one);
      for (const { pid } of tree) kept.add(pid);
    }
    trees = next;
    members = kept;
    proc.keepOnly(kept);
    grouped = found.isSettled ? new Map(roots) : null;
  }

  function newTree(root: number, rootStart: number | null): SampledTree {
    return new SampledTree(root, rootStart, before.ticks, (seen) => families.get(root)?.lookedAt(seen));
  }

  /** The most overdue first, as large a part of them as this pass is of the time between two reads of one. */
  function dueTrees(atMs: number, elapsedMs: number): SampledTree[] {
    const all = [...trees.values()];
    const part = Math.max(1, Math.ceil(all.length * Math.min(1, elapsedMs / COUNT_MS)));
    const dueMs = atMs - COUNT_MS + elapsedMs / 2;
    const due = all
      .filter(({ countedAtMs }) => countedAtMs !== null && countedAtMs <= dueMs)
      .sort((a, b) => (a.countedAtMs ?? 0) - (b.countedAtMs ?? 0));
    return [...all.filter(({ countedAtMs }) => countedAtMs === null), ...due.slice(0, part)];
  }

  function wantsConnections(atMs: number): boolean {
    if (connectionsAtMs === null) return true;
    const sinceMs = atMs - connectionsAtMs;
    if (sinceMs < NEW_CONNECTIONS_MS) return false;
    const isNew = ({ members }: SampledTree) => members.every(({ connections }) => connections === undefined);
    return sinceMs >= CONNECTIONS_MS || [...trees.values()].some(isNew);
  }

  return {
    async sample(roots) {
      const atMs = clock.monotonic();
      const nowTicks = proc.nowTicks();
      const elapsedMs = atMs - before.atMs;
      const sinceTicks = before.ticks;
      if (roots.size === 0) {
        // What starts next is compared with now.
        before = { atMs, ticks: nowTicks };
        clear();
        return new Map();
      }
      machine.look(watched(roots));
      regroup(roots);
      before = { atMs, ticks: nowTicks };
      for (const tree of trees.values()) tree.settle(sinceTicks);

      const rest = takeTurns();
      const counted = new Map<SampledTree, Counted | null>();
      for (const tree of trees.values()) await tree.readNew(proc, atMs, rest);
      for (const tree of dueTrees(atMs, elapsedMs))
        counted.set(tree, await tree.count(proc, atMs, nowTicks, rest));
      if (wantsConnections(atMs)) {
        connectionsAtMs = atMs;
        const sockets = proc.sockets(atMs);
        for (const tree of trees.values()) await tree.countConnections(sockets, rest);
      }
      const shares = { units: proc.units, cores, memoryBytes, elapsedMs };
      const samples = new Map<string, TreeSample>();
      for (const [server, tree] of trees) {
        const sample = viewTree(tree, shares, counted.get(tree) ?? null);
        if (sample !== null) samples.set(server, sample);
      }
      return samples;
    },
    close: clear,
  };

  function clear(): void {
    machine.clear();
    trees = new Map();
    grouped = null;
    proc.keepOnly(new Set());
  }

  function* watched(roots: ReadonlyMap<string, number>): Iterable<number> {
    yield* roots.values();
    for (const { members } of trees.values()) for (const { seen } of members) yield seen.pid;
  }
}

function takeTurns(): Rest {
  let begunMs = performance.now();
  return async () => {
    if (performance.now() - begunMs < TURN_MS) return;
    await nextTurn();
    begunMs = performance.now();
  };
}
