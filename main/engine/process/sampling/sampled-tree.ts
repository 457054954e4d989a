import type { Usage } from '#contract/server-metrics.ts';
import type { ProcDetail } from '../proc/details.ts';
import type { ProcReader } from '../proc/proc-reader.ts';
import type { SocketTables } from '../proc/sockets.ts';
import { isZombie } from '../proc/stat-line.ts';
import { type Entry, Ledger, type Spent } from './ledger.ts';
import type { Seen } from './machine.ts';
import type { Counted } from './process-figures.ts';

/** Gives way to other work when this turn of the event loop has taken long enough. */
export type Rest = () => Promise<void>;

/** A process of a tree, with what is not read at every pass. */
export interface Member {
  readonly seen: Seen;
  detail: ProcDetail | null;
  pssBytes: number | null;
  /** When that was read, and how large it was then. */
  pssAtMs: number;
  pssAtPages: number;
  /** Undefined until somebody looked. */
  connections: number | null | undefined;
  /** Of the program that the following were read of. */
  nameHash: number;
  executable: string | null;
  workingFolder: string | null;
  /** Gone between two looks of one pass. */
  hasVanished: boolean;
  /** Of those that live in the tree. */
  children: number;
}

const CPU_COUNTS = 2;
const DETAIL_COUNTS = 5;
/** At the second look at the slow figures a server has started; its first may have met a process that had just begun. */
const SECOND_SLOW_MS = 10_000;
const SLOW_MS = 60_000;
/** The kernel walks all pages for a PSS, 2 ms for a process of Node: one that did not grow or shrink is spared. */
const PSS_SAME_SHARE = 1 / 32;
const PSS_ANYWAY_MS = 10 * 60_000;

/** The processes of one server's tree, from pass to pass. */
export class SampledTree {
  readonly root: number;
  readonly rootStart: number | null;
  /** Parents before their children. */
  members: readonly Member[] = [];
  /** Of all that were ever seen in it. */
  userTicks = 0;
  systemTicks = 0;
  /** When its details were read last; null before the first time. */
  countedAtMs: number | null = null;
  #countedTicks: number;
  #slowAtMs: number | null = null;
  #slowReads = 0;
  #spent: Spent = NOTHING_SPENT;
  /** At the last settling that was not spared. */
  #settledTicks = -1;
  #sums: Usage | null = null;
  readonly #cpu = new Ledger(CPU_COUNTS);
  readonly #details = new Ledger(DETAIL_COUNTS);
  readonly #onProgram: (seen: Seen) => void;

  /**
   * @param sinceTicks what started later is new, and what it did until the first count was done under our eyes
   * @param onProgram told of each process each time that it was looked which program it is
   */
  constructor(root: number, rootStart: number | null, sinceTicks: number, onProgram: (seen: Seen) => void) {
    this.#onProgram = onProgram;
    this.root = root;
    this.rootStart = rootStart;
    this.#countedTicks = sinceTicks;
  }

  /** Takes these as its processes; what is known of those that stay is kept. */
  regroup(tree: readonly Seen[]): void {
    this.#sums = null;
    const isSame =
      tree.length === this.members.length && tree.every((seen, at) => this.members[at]?.seen === seen);
    if (!isSame) this.#settledTicks = -1;
    const known = new Map(this.members.map((member) => [member.seen, member]));
    const children = new Map<number, number>();
    for (const { line } of tree)
      if (!isZombie(line)) children.set(line.ppid, (children.get(line.ppid) ?? 0) + 1);
    this.members = tree.map((seen) => {
      const member = known.get(seen) ?? newMember(seen);
      member.children = children.get(seen.pid) ?? 0;
      return member;
    });
  }

  /** Settles processor time since the pass before, whose moment `sinceTicks` is. */
  settle(sinceTicks: number): void {
    let ticks = 0;
    for (const { seen } of this.members) {
      const { userTicks, systemTicks, reapedUserTicks, reapedSystemTicks } = seen.line;
      ticks += userTicks + systemTicks + reapedUserTicks + reapedSystemTicks;
    }
    // Most servers do nothing most of the time. None of these ever falls, so an equal sum means that all are equal.
    if (ticks === this.#settledTicks) {
      this.#spent = NOTHING_SPENT;
      return;
    }
    this.#spent = this.#cpu.settle(
      this.members.map(({ seen }) => cpuEntry(seen)),
      sinceTicks,
    );
    // What a child left may still be on its way to its parent: that is settled with the next pass.
    this.#settledTicks = this.#cpu.isEven ? ticks : -1;
    this.userTicks += this.#spent.sum[0] ?? 0;
    this.systemTicks += this.#spent.sum[1] ?? 0;
    for (const { seen } of this.members) {
      if (this.#spent.by.get(seen.pid) !== null) continue;
      this.userTicks += seen.line.userTicks + seen.line.reapedUserTicks;
      this.systemTicks += seen.line.systemTicks + seen.line.reapedSystemTicks;
    }
  }

  /** Whether all of the time between the last two passes is known, and how much it was. */
  get isKnown(): boolean {
    return [...this.#spent.by.values()].every((spent) => spent !== null);
  }

  get spentTicks(): number {
    return (this.#spent.sum[0] ?? 0) + (this.#spent.sum[1] ?? 0);
  }

  /** Null for one that was there before it was seen. */
  spentBy(pid: number): number | null {
    const spent = this.#spent.by.get(pid);
    return spent === null ? null : (spent?.[0] ?? 0) + (spent?.[1] ?? 0);
  }

  /** Made anew only when some of it was read since. */
  detailSums(sum: (members: readonly Member[]) => Usage): Usage {
    this.#sums ??= sum(this.members);
    return this.#sums;
  }

  /**
   * Reads the details of those that came since the last count, so that the sums over the tree stay known, and which
   * program those are now that became another.
   * @param rest is called after each process: a tree may have many
   */
  async readNew(proc: ProcReader, atMs: number, rest: Rest): Promise<void> {
    if (this.countedAtMs === null) return;
    for (const member of this.members) {
      const { line } = member.seen;
      if (member.hasVanished || isZombie(line)) continue;
      if (member.detail !== null) {
        if (member.nameHash !== line.nameHash) this.#readProgram(proc, member);
        continue;
      }
      this.#sums = null;
      if (readDetail(proc, member)) this.#readSlow(proc, member, atMs);
      await rest();
    }
  }

  /**
   * Reads all details; what it did since the last count, or null when the system does not tell it of each process.
   * @param rest as for {@link readNew}
   */
  async count(proc: ProcReader, atMs: number, nowTicks: number, rest: Rest): Promise<Counted | null> {
    this.#sums = null;
    const nextMs = this.#slowReads < 2 ? SECOND_SLOW_MS : SLOW_MS;
    const isSlow = this.#slowAtMs === null || atMs - this.#slowAtMs >= nextMs;
    if (isSlow) {
      this.#slowAtMs = atMs;
      this.#slowReads += 1;
    }
    const entries: Entry[] = [];
    let isWhole = true;
    for (const member of this.members) {
      const isLiving = !isZombie(member.seen.line) && readDetail(proc, member);
      if (isLiving && isSlow) this.#readSlow(proc, member, atMs);
      const entry = detailEntry(member);
      if (entry !== null) entries.push(entry);
      else if (isLiving) isWhole = false;
      await rest();
    }
    const { sum } = this.#details.settle(entries, this.#countedTicks);
    this.countedAtMs = atMs;
    this.#countedTicks = nowTicks;
    if (!isWhole) return null;
    const [read = 0, written = 0, reads = 0, writes = 0, switches = 0] = sum;
    return { read_bytes: read, written_bytes: written, reads, writes, context_switches: switches };
  }

  #readSlow(proc: ProcReader, member: Member, atMs: number): void {
    readPss(proc, member, atMs);
    this.#readProgram(proc, member);
  }

  /** A process may have become another program, or gone elsewhere, since the last time. */
  #readProgram(proc: ProcReader, member: Member): void {
    const { pid, line } = member.seen;
    member.nameHash = line.nameHash;
    member.executable = proc.link(pid, 'exe');
    member.workingFolder = proc.link(pid, 'cwd');
    this.#onProgram(member.seen);
  }

  async countConnections(sockets: SocketTables, rest: Rest): Promise<void> {
    for (const member of this.members) {
      if (!isZombie(member.seen.line)) member.connections = await sockets.countOf(member.seen.pid, rest);
      await rest();
    }
    this.#sums = null;
  }
}

const NOTHING_SPENT: Spent = { sum: [0, 0], by: new Map() };

function newMember(seen: Seen): Member {
  return {
    seen,
    detail: null,
    pssBytes: null,
    pssAtMs: 0,
    pssAtPages: 0,
    connections: undefined,
    nameHash: seen.line.nameHash,
    executable: null,
    workingFolder: null,
    hasVanished: false,
    children: 0,
  };
}

/** False when it is gone. */
function readDetail(proc: ProcReader, member: Member): boolean {
  const detail = proc.detail(member.seen.pid);
  member.hasVanished = detail === 'gone';
  if (detail !== 'gone') member.detail = detail;
  return detail !== 'gone';
}

function readPss(proc: ProcReader, member: Member, atMs: number): void {
  const { pid, line } = member.seen;
  const moved = Math.abs(line.residentPages - member.pssAtPages);
  const isSame = moved <= PSS_SAME_SHARE * member.pssAtPages && atMs - member.pssAtMs < PSS_ANYWAY_MS;
  if (member.pssBytes === null || !isSame) {
    member.pssBytes = proc.pssBytes(pid);
    member.pssAtMs = atMs;
    member.pssAtPages = line.residentPages;
  }
}

function cpuEntry({ pid, startTicks, line }: Seen): Entry {
  const { ppid, userTicks, systemTicks, reapedUserTicks, reapedSystemTicks } = line;
  return {
    pid,
    ppid,
    startTicks,
    total: [userTicks + reapedUserTicks, systemTicks + reapedSystemTicks],
    takenOver: [reapedUserTicks, reapedSystemTicks],
  };
}

/** Null where the system does not tell. Of what was read and written the kernel does not keep a process's own apart. */
function detailEntry({ seen, detail }: Member): Entry | null {
  if (detail === null) return null;
  const { readBytes, writtenBytes, reads, writes, voluntarySwitches, involuntarySwitches } = detail;
  if (readBytes === null || writtenBytes === null || reads === null || writes === null) return null;
  const io = [readBytes, writtenBytes, reads, writes];
  const switches = (voluntarySwitches ?? 0) + (involuntarySwitches ?? 0);
  const { pid, startTicks, line } = seen;
  return { pid, startTicks, ppid: line.ppid, total: [...io, switches], takenOver: [...io, 0] };
}
