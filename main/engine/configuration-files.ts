import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What a configuration file is called, the first to be looked for first. */
const NAMES = ['servers.json', 'servers.jsonc', 'servers.yaml', 'servers.yml'] as const;

/** Absolute path of the first that is there; of `servers.json` where none is. */
export function configurationFileIn(folder: string): string {
  return join(folder, namesIn(folder)[0] ?? NAMES[0]);
}

/** Names of what looks like a configuration beside this file and is not read, since this one goes first. */
export function otherConfigurationFiles(file: string): readonly string[] {
  const [first, ...others] = namesIn(dirname(file));
  return first === basename(file) ? others : [];
}

function namesIn(folder: string): readonly string[] {
  return NAMES.filter((name) => existsSync(join(folder, name)));
}
