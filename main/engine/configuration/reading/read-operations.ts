import type { OperationSettings } from '../server-config.ts';
import type { FileSettings } from '../versions/config-v1.ts';
import type { Defaults } from './environment-defaults.ts';

export function readOperations(found: FileSettings['operations'], defaults: Defaults): OperationSettings {
  return {
    parallelStarts: found.parallelStarts ?? defaults.parallelStarts,
    restartsPerMinute: found.restartsPerMinute,
    prewarm: found.prewarm,
    shutdownTimeoutMs: found.shutdownTimeout,
    drainMs: found.drain,
    backupIntervalMs: found.backupInterval,
    backups: { keep: found.backups.keep, ageMs: found.backups.age },
    rollback: found.rollback,
  };
}
