import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { StarterServer } from './configuration/configuration.ts';
import type { Places } from './places.ts';

/** Where the starter servers are and where they may write. */
export interface StarterOptions {
  /** The folder whose node_modules holds them. */
  readonly packageFolder: string;
  /** Made for the filesystem server: all that it may see. */
  readonly filesFolder: string;
  readonly memoryFile: string;
}

/**
 * Four real MCP servers for the first start, so that there is something alive to see. They are run with node from
 * where npm put them, not through npx, which would need the network and three processes for each. Empty when the
 * packages are not there, as in the packaged app.
 */
export async function starterServers({
  packageFolder,
  filesFolder,
  memoryFile,
}: StarterOptions): Promise<StarterServer[]> {
  const path = (name: string) =>
    join(packageFolder, 'node_modules', '@modelcontextprotocol', name, 'dist', 'index.js');
  const servers: StarterServer[] = [
    {
      name: 'everything',
      comment: 'Shows every feature of the protocol: good to try a client with.',
      command: 'node',
      args: [path('server-everything')],
    },
    {
      name: 'filesystem',
      comment: 'Reads and writes files, in the one folder that is named here.',
      command: 'node',
      args: [path('server-filesystem'), filesFolder],
    },
    {
      name: 'memory',
      comment: 'A knowledge graph that is kept in one file.',
      command: 'node',
      args: [path('server-memory')],
      env: { MEMORY_FILE_PATH: memoryFile },
    },
    {
      name: 'sequential-thinking',
      comment: 'Lets a model think in numbered steps.',
      command: 'node',
      args: [path('server-sequential-thinking')],
    },
  ];
  const present: StarterServer[] = [];
  for (const server of servers) {
    const found = await stat(server.args[0] ?? '').catch(() => null);
    if (found !== null) present.push(server);
  }
  if (present.length > 0) await mkdir(filesFolder, { recursive: true, mode: 0o700 });
  return present;
}

/** What the first configuration begins with. One that was named by hand is its owner's: nothing is written there. */
export async function findStarter(options: {
  readonly starter: { readonly packageFolder: string } | null;
  readonly configFile?: string;
  readonly places: Places;
}): Promise<readonly StarterServer[] | null> {
  const { starter, places } = options;
  if (starter === null || isNamedByHand(options)) return null;
  return starterServers({
    packageFolder: starter.packageFolder,
    filesFolder: join(places.home ?? places.state, 'files'),
    memoryFile: join(places.state, 'memory.jsonl'),
  });
}

/** A configuration file that was named by hand: nothing is put beside it. */
export function isNamedByHand(options: {
  readonly configFile?: string;
  readonly places: Pick<Places, 'isConfigFileNamed'>;
}): boolean {
  return options.configFile !== undefined || options.places.isConfigFileNamed;
}
