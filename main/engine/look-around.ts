import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import type { World } from './configuration/configuration.ts';
import { combinedNames } from './gateway/gateway.ts';
import type { CommandFinder } from './process/process.ts';
import { secretArguments } from './supervision/supervision.ts';

/** What a configuration is held against: this machine. */
export function worldOf(commands: CommandFinder): World {
  return {
    platform: process.platform,
    home: homedir(),
    findCommand: commands.find,
    hintForMissing: commands.hint,
    commandNames: commands.names,
    kindOf,
    secretsIn: secretArguments,
    combinedNames,
  };
}

/** What can't be looked at counts as not there. */
async function kindOf(path: string): Promise<'file' | 'folder' | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  return found.isDirectory() ? 'folder' : 'file';
}
