import type { ProcDetail } from '../../main/engine/process/proc/details.ts';
import type { ProcReader } from '../../main/engine/process/proc/proc-reader.ts';
import type { StatLine } from '../../main/engine/process/proc/stat-line.ts';

interface FakeProcess {
  line: StatLine;
  detail: ProcDetail;
  mark: string | null;
  pssBytes: number | null;
  connections: number;
  /** What the system says instead of its line, or of its details. */
  refuses: 'line' | 'detail' | null;
}

/** A machine that a test makes up: 100 ticks a second, pages of 4 KiB, one core's worth of nothing going on. */
export class FakeProc implements ProcReader {
  readonly units = { ticksPerSecond: 100, pageBytes: 4096 };
  ticks = 1_000;
  readonly processes = new Map<number, FakeProcess>();
  readonly kept = new Set<number>();
  /** Pids in the order in which something was read of them. */
  readonly reads = { line: [] as number[], detail: [] as number[], pss: [] as number[], sockets: 0 };
  /** Called before each read of details, for what happens between two looks of one pass. */
  beforeDetail: (pid: number) => void = () => {};

  start(pid: number, ppid: number, but: { readonly mark?: string; readonly startTicks?: number } = {}): void {
    this.processes.set(pid, {
      line: {
        state: 'S',
        ppid,
        pgid: pid,
        userTicks: 0,
        systemTicks: 0,
        reapedUserTicks: 0,
        reapedSystemTicks: 0,
        threads: 1,
        startTicks: but.startTicks ?? this.ticks,
        virtualBytes: 1_000_000,
        residentPages: 10,
        nameHash: 1,
      },
      detail: {
        readBytes: 0,
        writtenBytes: 0,
        reads: 0,
        writes: 0,
        sharedBytes: 4096,
        voluntarySwitches: 0,
        involuntarySwitches: 0,
        openFiles: 3,
        isDenied: false,
      },
      mark: but.mark ?? null,
      pssBytes: 20_000,
      connections: 0,
      refuses: null,
    });
  }

  of(pid: number): FakeProcess {
    const one = this.processes.get(pid);
    if (one === undefined) throw new Error(`there is no process ${pid}`);
    return one;
  }

  set(pid: number, line: Partial<StatLine>): void {
    const one = this.of(pid);
    one.line = { ...one.line, ...line };
  }

  tell(pid: number, detail: Partial<ProcDetail>): void {
    const one = this.of(pid);
    one.detail = { ...one.detail, ...detail };
  }

  /** Uses the processor for so many ticks. */
  burn(pid: number, ticks: number): void {
    this.set(pid, { userTicks: this.of(pid).line.userTicks + ticks });
  }

  /** It ends, and its parent waits for it: the kernel adds what it used to what the parent used. */
  reap(pid: number): void {
    const { line, detail } = this.of(pid);
    this.processes.delete(pid);
    const parent = this.processes.get(line.ppid);
    if (parent === undefined) return;
    this.set(line.ppid, {
      reapedUserTicks: parent.line.reapedUserTicks + line.userTicks + line.reapedUserTicks,
      reapedSystemTicks: parent.line.reapedSystemTicks + line.systemTicks + line.reapedSystemTicks,
    });
    this.tell(line.ppid, {
      readBytes: (parent.detail.readBytes ?? 0) + (detail.readBytes ?? 0),
      writtenBytes: (parent.detail.writtenBytes ?? 0) + (detail.writtenBytes ?? 0),
    });
  }

  /** Pids that the kernel says may be new; null when it does not say. */
  announced: readonly number[] | null = null;
  /** What a look at all found to be new. */
  readonly verified: number[] = [];
  readonly newPids = {
    candidates: () => this.announced,
    verify: (found: readonly number[]) => void this.verified.push(...found),
  };

  isProcess(pid: number): boolean {
    return this.processes.has(pid);
  }

  nowTicks(): number {
    return this.ticks;
  }

  pids(): number[] {
    return [...this.processes.keys()];
  }

  read(pid: number, keep: boolean): StatLine | 'gone' | 'denied' {
    this.reads.line.push(pid);
    const one = this.processes.get(pid);
    if (one === undefined) {
      this.kept.delete(pid);
      return 'gone';
    }
    if (one.refuses === 'line') return 'denied';
    if (keep) this.kept.add(pid);
    return one.line;
  }

  keepOnly(pids: { has(pid: number): boolean }): void {
    for (const pid of this.kept) if (!pids.has(pid)) this.kept.delete(pid);
  }

  get size(): number {
    return this.kept.size;
  }

  mark(pid: number): string | null {
    return this.processes.get(pid)?.mark ?? null;
  }

  detail(pid: number): ProcDetail | 'gone' {
    this.beforeDetail(pid);
    this.reads.detail.push(pid);
    const one = this.processes.get(pid);
    if (one === undefined) return 'gone';
    if (one.refuses !== 'detail') return one.detail;
    const unknown = { readBytes: null, writtenBytes: null, reads: null, writes: null, openFiles: null };
    return { ...one.detail, ...unknown, isDenied: true };
  }

  pssBytes(pid: number): number | null {
    this.reads.pss.push(pid);
    return this.processes.get(pid)?.pssBytes ?? null;
  }

  /** Of each program another. */
  link(pid: number, name: 'exe' | 'cwd'): string | null {
    const one = this.processes.get(pid);
    return one === undefined ? null : `/${name}/${pid}${'+'.repeat(one.line.nameHash - 1)}`;
  }

  sockets() {
    this.reads.sockets += 1;
    return { countOf: async (pid: number) => this.processes.get(pid)?.connections ?? null };
  }
}
