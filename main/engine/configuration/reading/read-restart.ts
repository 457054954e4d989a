import { findNodeAtLocation } from 'jsonc-parser';
import type { RestartSettings } from '../server-config.ts';
import { DEFAULTS, type ServerEntry } from '../versions/config-v1.ts';
import type { Place } from './place.ts';
import { quoted } from './wording.ts';

export function readRestart(found: ServerEntry['restart'], { entry, path, report }: Place): RestartSettings {
  const both = found.forceOn.find((status) => found.preventOn.includes(status));
  if (both !== undefined) {
    const at = findNodeAtLocation(entry.value, ['restart', 'forceOn']) ?? entry.value;
    const status = typeof both === 'number' ? both : quoted(both);
    report.error(
      at.offset,
      [...path, 'restart', 'forceOn'],
      `names ${status}, which restart.preventOn names too: take it out of one of the two`,
    );
  }
  return {
    policy: found.policy ?? DEFAULTS.policy,
    successOn: found.successOn,
    preventOn: found.preventOn,
    forceOn: found.forceOn,
    withDependencies: found.withDependencies,
    maxAttempts: found.maxAttempts,
  };
}
