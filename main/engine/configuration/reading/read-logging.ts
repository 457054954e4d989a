import type { LoggingSettings } from '../server-config.ts';
import { DEFAULTS, type FileSettings } from '../versions/config-v1.ts';

export function readLogging({ level, format, rotation }: FileSettings['logging']): LoggingSettings {
  return {
    level,
    format,
    rotation: {
      maxBytes: rotation.size ?? DEFAULTS.logFileBytes,
      files: rotation.files ?? DEFAULTS.logFiles,
    },
  };
}
