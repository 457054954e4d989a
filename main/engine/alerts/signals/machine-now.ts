import type { HealthReport, LostPoints } from '#contract/health.ts';
import type { SystemFacts } from '../../health/health.ts';
import type { MachineSignal } from './server-values.ts';

type Disk = SystemFacts['disks'][number];

/** Told of by signals of their own. */
const ELSEWHERE = /^(?:memory|disk)-|^(?:no-network|host-not-found)$/;

/** The machine and Signalbox in one moment. */
export interface MachineNow {
  readonly facts: SystemFacts | null;
  readonly system: HealthReport;
  readonly engine: HealthReport;
  /** Null while it is not known. */
  readonly isOffline: boolean | null;
  readonly isConfigurationValid: boolean;
}

export const MACHINE_VALUES: Readonly<Record<MachineSignal, (machine: MachineNow) => number | null>> = {
  machine_memory_percent({ facts }) {
    const memory = facts?.memory ?? null;
    return memory === null || memory.totalBytes <= 0
      ? null
      : 100 * (1 - memory.availableBytes / memory.totalBytes);
  },
  disk_free_percent: ({ facts }) => least(facts, share),
  disk_free_bytes: ({ facts }) => least(facts, ({ freeBytes }) => freeBytes),
  offline: ({ isOffline }) => (isOffline === null ? null : Number(isOffline)),
  configuration_broken: ({ isConfigurationValid }) => Number(!isConfigurationValid),
  machine_trouble: ({ facts, system }) =>
    facts === null ? null : Number(machineTroubles(system).length > 0),
  engine_trouble: ({ engine }) => Number(engine.status === 'degraded' || engine.status === 'unhealthy'),
};

export function machineTroubles({ lost }: HealthReport): readonly LostPoints[] {
  return lost.filter(({ makes, code }) => makes === 'unhealthy' && !ELSEWHERE.test(code));
}

export function share({ freeBytes, totalBytes }: Disk): number {
  return totalBytes <= 0 ? 100 : (100 * freeBytes) / totalBytes;
}

function least(facts: SystemFacts | null, of: (disk: Disk) => number): number | null {
  if (facts === null || facts.disks.length === 0) return null;
  return Math.min(...facts.disks.map(of));
}
