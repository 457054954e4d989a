import { readMark } from '../process-table.ts';
import { type ProcDetail, readDetail, readLink, readPssBytes } from './details.ts';
import { type KernelUnits, readKernelUnits } from './kernel-units.ts';
import { isProcess, type NewPids, watchNewPids } from './new-pids.ts';
import { createSocketLooks, type SocketTables } from './sockets.ts';
import { openStatHandles, type StatHandles } from './stat-handles.ts';

/** All that sampling reads of Linux. A test makes a machine up. */
export interface ProcReader extends StatHandles {
  readonly units: KernelUnits;
  /** The moment as start times are given: clock ticks since boot. */
  nowTicks(): number;
  readonly newPids: NewPids;
  isProcess(pid: number): boolean;
  /** See {@link readMark}. */
  mark(pid: number): string | null;
  detail(pid: number): ProcDetail | 'gone';
  pssBytes(pid: number): number | null;
  link(pid: number, name: 'exe' | 'cwd'): string | null;
  /** For one look at this moment, of whatever clock. */
  sockets(atMs: number): SocketTables;
}

export function openProcReader(): ProcReader {
  const units = readKernelUnits();
  const handles = openStatHandles();
  const own = handles.read(process.pid, false);
  const ownStart = typeof own === 'object' ? own.startTicks : 0;
  return {
    units,
    // Not by the uptime of the machine, which some containers make up.
    nowTicks: () => ownStart + process.uptime() * units.ticksPerSecond,
    pids: handles.pids,
    read: handles.read,
    keepOnly: handles.keepOnly,
    get size() {
      return handles.size;
    },
    newPids: watchNewPids(),
    isProcess,
    mark: readMark,
    detail: readDetail,
    pssBytes: readPssBytes,
    link: readLink,
    sockets: createSocketLooks(),
  };
}
