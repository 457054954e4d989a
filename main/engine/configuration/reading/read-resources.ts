import { findNodeAtLocation } from 'jsonc-parser';
import type { InstanceSettings, LimitSettings, ServerConfig } from '../server-config.ts';
import { DEFAULTS, type ServerEntry } from '../versions/config-v1.ts';
import type { Place } from './place.ts';
import { formatSize } from './size.ts';

/** The limits with their defaults; `local` is false for a server that has no process here to be limited. */
export function readLimits(
  found: ServerEntry['limits'],
  local: boolean,
  { entry, path, report }: Place,
): LimitSettings {
  const { inFlight, queue } = found;
  if (!local) return { ...NO_LIMITS, inFlight, queue, sustainedMs: found.sustained };
  const hard = found.memoryHard ?? null;
  const soft = found.memorySoft;
  if (soft !== undefined && hard !== null && hard < soft) {
    report.error(
      (findNodeAtLocation(entry.value, ['limits', 'memoryHard']) ?? entry.value).offset,
      [...path, 'limits', 'memoryHard'],
      `must not be below memorySoft: ${formatSize(hard)} is below ${formatSize(soft)}`,
    );
  }
  return {
    memorySoftBytes: soft ?? null,
    memoryHardBytes: hard,
    cpuPercent: found.cpuQuota ?? null,
    openFiles: found.openFiles ?? null,
    processes: found.processes ?? null,
    sustainedMs: found.sustained,
    inFlight,
    queue,
  };
}

const NO_LIMITS = {
  memorySoftBytes: null,
  memoryHardBytes: null,
  cpuPercent: null,
  openFiles: null,
  processes: null,
} as const;

/** Null for one process that serves all. */
export function readInstances(
  found: ServerEntry['instances'],
  transport: ServerConfig['transport'],
  { entry, path, report }: Place,
): InstanceSettings | null {
  if (found === undefined || found === null) return null;
  const at = (key: string) =>
    (
      findNodeAtLocation(entry.value, ['instances', key]) ??
      findNodeAtLocation(entry.value, ['instances']) ??
      entry.value
    ).offset;
  if (transport === 'http') {
    report.error(
      at(''),
      [...path, 'instances'],
      'is for servers that are run by a "command" alone: this one is reached by its url, which leads to one of them only',
    );
    return null;
  }
  const min = found.min ?? Math.min(DEFAULTS.poolMin, found.max ?? DEFAULTS.poolMin);
  const max = found.max ?? Math.max(DEFAULTS.poolMax, min);
  if (min > max) {
    report.error(at('min'), [...path, 'instances', 'min'], `must not be above max: ${min} is above ${max}`);
  }
  return { min, max, concurrency: found.concurrency };
}
