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
  const figures = new Map<number, ProcessFigures>();
  const living: Usage[] = [];
  for (const member of tree.members) {
    const { executable, workingFolder, children, seen } = member;
    const status = statusOf(member);
    const usage = usageOf(member, tree.spent.by.get(seen.pid) ?? null, shares);
    figures.set(seen.pid, { usage, status, executable, workingFolder, children });
    if (status !== 'zombie' && status !== 'vanished') living.push(usage);
  }
  if (living.length === 0) return null;
  const { ticksPerSecond } = shares.units;
  const isKnown = [...tree.spent.by.values()].every((spent) => spent !== null);
  const usage: Usage = {
    ...sumUsage(living),
    ...cpuShares(isKnown ? tree.spent.sum : null, shares),
    cpu_user_seconds: tree.userTicks / ticksPerSecond,
    cpu_system_seconds: tree.systemTicks / ticksPerSecond,
    connections: connectionsOf(tree.members),
  };
  return {
    cpuPercent: usage.cpu_percent ?? 0,
    memoryBytes: usage.memory_bytes ?? 0,
    processes: living.length,
    usage,
    counted,
    figures,
  };
}

function usageOf(member: Member, spent: readonly number[] | null, shares: Shares): Usage {
  const { line, isDenied } = member.seen;
  if (isDenied) return NO_USAGE;
  const { ticksPerSecond, pageBytes } = shares.units;
  const cpu = {
    ...cpuShares(spent, shares),
    cpu_user_seconds: line.userTicks / ticksPerSecond,
    cpu_system_seconds: line.systemTicks / ticksPerSecond,
  };
  // It holds nothing any more, and that is not the same as 0 bytes of a process that runs.
  if (isZombie(line)) return { ...NO_USAGE, ...cpu };
  const { detail, pssBytes, connections = null } = member;
  const residentBytes = line.residentPages * pageBytes;
  return {
    ...cpu,
    memory_bytes: residentBytes,
    pss_bytes: pssBytes,
    shared_bytes: detail?.sharedBytes ?? null,
    virtual_bytes: line.virtualBytes,
    memory_percent: (100 * residentBytes) / shares.memoryBytes,
    threads: line.threads,
    open_files: detail?.openFiles ?? null,
    connections,
    read_bytes: detail?.readBytes ?? null,
    written_bytes: detail?.writtenBytes ?? null,
    reads: detail?.reads ?? null,
    writes: detail?.writes ?? null,
    voluntary_switches: detail?.voluntarySwitches ?? null,
    involuntary_switches: detail?.involuntarySwitches ?? null,
  };
}

function cpuShares(
  spent: readonly number[] | null,
  { units, cores, elapsedMs }: Shares,
): Pick<Usage, 'cpu_percent' | 'cpu_machine_percent'> {
  if (spent === null || elapsedMs <= 0) return { cpu_percent: null, cpu_machine_percent: null };
  const seconds = ((spent[0] ?? 0) + (spent[1] ?? 0)) / units.ticksPerSecond;
  const percent = (100_000 * seconds) / elapsedMs;
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
