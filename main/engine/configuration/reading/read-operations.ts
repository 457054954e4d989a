import type { OperationSettings } from '../server-config.ts';
import { DEFAULTS, type FileSettings } from '../versions/config-v1.ts';

export function readOperations(found: FileSettings['operations']): OperationSettings {
  return {
    parallelStarts: found.parallelStarts ?? DEFAULTS.parallelStarts,
    restartsPerMinute: found.restartsPerMinute,
    prewarm: found.prewarm,
    shutdownTimeoutMs: found.shutdownTimeout,
    drainMs: found.drain,
    backupIntervalMs: found.backupInterval,
    backups: { keep: found.backups.keep, ageMs: found.backups.age },
    rollback: found.rollback,
  };
}
