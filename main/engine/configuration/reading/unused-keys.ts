import type { ServerConfig } from '../server-config.ts';
import { type Property, propertyOf } from './key-findings.ts';
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
  if (transport === 'http' && !hasCommand)
    warn(key('limits'), 'this server is not a process of this machine');
}
