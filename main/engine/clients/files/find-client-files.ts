import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { CLIENTS, type KnownClient } from '../client-table.ts';
import type { Machine } from '../machine.ts';
import { expandPath } from './expand-path.ts';
import { type ClientFile, readClientFile } from './read-client-file.ts';

/** More projects than anybody works in; each costs a look for each of a few files. */
const MAX_PROJECTS = 50;

/** What the AI clients of this machine have, in files that are theirs and in those of the projects that Claude Code knows. */
export async function findClientFiles(
  machine: Machine,
  ownUrl: string | null,
): Promise<readonly ClientFile[]> {
  const own = await Promise.all(
    CLIENTS.map(async (client) => {
      const paths = await Promise.all(client.files(machine).map(expandPath));
      return readAll(paths.flat(), client, ownUrl);
    }),
  );
  const files = own.flat();
  const projects = [...new Set(files.flatMap((file) => file.projects))].filter(
    (folder) => folder !== machine.home,
  );
  const ofProjects = await Promise.all(
    projects
      .slice(-MAX_PROJECTS)
      .flatMap((folder) =>
        CLIENTS.flatMap((client) =>
          (client.projectFiles ?? []).map((path) =>
            readAll([join(folder, ...path.split('/'))], client, ownUrl, folder),
          ),
        ),
      ),
  );
  return await withoutDoubles([...files, ...ofProjects.flat()]);
}

async function readAll(
  paths: readonly string[],
  client: KnownClient,
  ownUrl: string | null,
  project: string | null = null,
): Promise<readonly ClientFile[]> {
  const read = await Promise.all(
    [...new Set(paths)].map((path) => readClientFile(path, client, { ownUrl, project })),
  );
  return read.filter((file) => file !== null);
}

/** Two ways may lead to one file: by a link, or on a file system that does not tell upper from lower case. */
async function withoutDoubles(files: readonly ClientFile[]): Promise<readonly ClientFile[]> {
  const seen = new Set<string>();
  const real = await Promise.all(files.map(({ file }) => realpath(file).catch(() => file)));
  return files.filter((_, index) => {
    const path = real[index] ?? '';
    const isNew = !seen.has(path);
    seen.add(path);
    return isNew;
  });
}
