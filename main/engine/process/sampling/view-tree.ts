import type { ProcessView } from '#contract/history.ts';
import type { Usage } from '#contract/server-metrics.ts';
import type { KernelUnits } from '../proc/kernel-units.ts';
import { isZombie } from '../proc/stat-line.ts';
import type { Counted, ProcessFigures, TreeSample } from './process-figures.ts';
import type { Member, SampledTree } from './sampled-tree.ts';
import { NO_USAGE, sumUsage } from './usage.ts';

/** What figures are shares of. */
export interface Shares {
  readonly units: KernelUnits;
  /** Cores of the machine, and its memory. */
  readonly cores: number;
  readonly memoryBytes: number;
  /** Since the pass before. */
  readonly elapsedMs: number;
}

/** A tree as its readers see it; null when none of it lives. */
export function viewTree(tree: SampledTree, shares: Shares, counted: Counted | null): TreeSample | null {
  const { ticksPerSecond, pageBytes } = shares.units;
  let processes = 0;
  let residentPages = 0;
  let virtualBytes = 0;
  let threads = 0;
  let isTold = true;
  for (const member of tree.members) {
    if (!isLiving(member)) continue;
    const { line, isDenied } = member.seen;
    processes += 1;
    residentPages += line.residentPages;
    virtualBytes += line.virtualBytes;
    threads += line.threads;
    if (isDenied) isTold = false;
  }
  if (processes === 0) return null;
  const residentBytes = residentPages * pageBytes;
  const usage: Usage = {
    ...tree.detailSums(sumDetails),
    ...cpuShares(tree.isKnown ? tree.spentTicks : null, shares),
    cpu_user_seconds: tree.userTicks / ticksPerSecond,
    cpu_system_seconds: tree.systemTicks / ticksPerSecond,
    memory_bytes: isTold ? residentBytes : null,
    virtual_bytes: isTold ? virtualBytes : null,
    memory_percent: isTold ? (100 * residentBytes) / shares.memoryBytes : null,
    threads: isTold ? threads : null,
  };
  let figures: TreeSample['figures'] | null = null;
  return {
    cpuPercent: usage.cpu_percent ?? 0,
    memoryBytes: residentBytes,
    processes,
    usage,
    counted,
    // Most passes are over before anybody asks for single processes.
    get figures() {
      figures ??= viewProcesses(tree, shares);
      return figures;
    },
  };
}

function isLiving({ seen, hasVanished }: Member): boolean {
  return !hasVanished && !isZombie(seen.line);
}

/** What is not read at every pass; it stays the same between two reads. */
function sumDetails(members: readonly Member[]): Usage {
  const living = members.filter(isLiving).map(detailsOf);
  return { ...sumUsage(living), connections: connectionsOf(members) };
}

function viewProcesses(tree: SampledTree, shares: Shares): TreeSample['figures'] {
  const figures = new Map<number, ProcessFigures>();
  for (const member of tree.members) {
    const { executable, workingFolder, children, seen } = member;
    const usage = usageOf(member, tree.spentBy(seen.pid), shares);
    figures.set(seen.pid, { usage, status: statusOf(member), executable, workingFolder, children });
  }
  return figures;
}

function usageOf(member: Member, spentTicks: number | null, shares: Shares): Usage {
  const { line, isDenied } = member.seen;
  if (isDenied) return NO_USAGE;
  const { ticksPerSecond, pageBytes } = shares.units;
  const seconds = {
    cpu_user_seconds: line.userTicks / ticksPerSecond,
    cpu_system_seconds: line.systemTicks / ticksPerSecond,
  };
  // It holds and does nothing any more, and that is not the same as 0 of a process that runs.
  if (isZombie(line)) return { ...NO_USAGE, ...seconds };
  const residentBytes = line.residentPages * pageBytes;
  return {
    ...detailsOf(member),
    ...cpuShares(spentTicks, shares),
    ...seconds,
    memory_bytes: residentBytes,
    virtual_bytes: line.virtualBytes,
    memory_percent: (100 * residentBytes) / shares.memoryBytes,
    threads: line.threads,
  };
}

function detailsOf({ seen, detail, pssBytes, connections = null }: Member): Usage {
  if (seen.isDenied || detail === null) return NO_USAGE;
  return {
    ...NO_USAGE,
    pss_bytes: pssBytes,
    shared_bytes: detail.sharedBytes,
    open_files: detail.openFiles,
    connections,
    read_bytes: detail.readBytes,
    written_bytes: detail.writtenBytes,
    reads: detail.reads,
    writes: detail.writes,
    voluntary_switches: detail.voluntarySwitches,
    involuntary_switches: detail.involuntarySwitches,
  };
}

function cpuShares(
  ticks: number | null,
  { units, cores, elapsedMs }: Shares,
): Pick<Usage, 'cpu_percent' | 'cpu_machine_percent'> {
  if (ticks === null || elapsedMs <= 0) return { cpu_percent: null, cpu_machine_percent: null };
  const percent = (100_000 * ticks) / units.ticksPerSecond / elapsedMs;
  return { cpu_percent: percent, cpu_machine_percent: percent / cores };
}

/** As of the last look at sockets; who came later counts from the next one on. */
function connectionsOf(members: readonly Member[]): number | null {
  let sum: number | null = null;
  for (const { connections, seen } of members) {
    if (connections === undefined || isZombie(seen.line)) continue;
    if (connections === null) return null;
    sum = (sum ?? 0) + connections;
  }
  return sum;
}

function statusOf({ seen, detail, hasVanished }: Member): ProcessView['status'] {
  if (hasVanished) return 'vanished';
  if (isZombie(seen.line)) return 'zombie';
  if (seen.isDenied || detail?.isDenied === true) return 'denied';
  switch (seen.line.state) {
    case 'R':
      return 'running';
    case 'D':
      return 'waiting-for-disk';
    case 'T':
    case 't':
      return 'stopped';
    case 'I':
      return 'idle';
    default:
      return 'sleeping';
  }
}
