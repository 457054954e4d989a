import type { ServerConfig } from '../server-config.ts';
import { KEYS } from '../versions/config-v1.ts';
import { type Property, propertiesOf, propertyOf } from './key-findings.ts';
import type { Place } from './place.ts';

/** Warns about the keys that have a meaning, but none for a server of this kind. */
export function reportUnused(
  transport: ServerConfig['transport'],
  hasCommand: boolean,
  { entry, path, report }: Place,
): void {
  const warn = (property: Property | undefined, why: string): void => {
    if (property) report.warning(property.key.offset, [...path, property.name], `is not used, for ${why}`);
  };
  const key = (name: string): Property | undefined => propertyOf(entry.value, name);
  if (transport === 'stdio') {
    warn(key('url') ?? key('serverUrl') ?? key('httpUrl'), 'this server is reached by its command');
    warn(key('headers'), 'only servers that are reached by URL are sent headers');
  }
  const keepRunning = key('keepRunning');
  if (keepRunning?.value.value === true && (transport === 'stdio' || !hasCommand)) {
    warn(keepRunning, 'only a server with both a "command" and a "url" can outlive Signalbox');
  }
  if (transport === 'http' && !hasCommand) {
    for (const limit of propertiesOf(key('limits')?.value)) {
      if (['inFlight', 'queue'].includes(limit.name) || !KEYS.limits.includes(limit.name)) continue;
      const at = [...path, 'limits', limit.name];
      report.warning(limit.key.offset, at, 'is not used, for this server is not a process of this machine');
    }
  }
  if (transport === 'stdio') warn(key('connections'), 'this server is reached by its command');
  if (key('share')?.value.value === 'per-client') {
    warn(key('instances'), 'each client gets a process of its own with "share": "per-client"');
  }
}
