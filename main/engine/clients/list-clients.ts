import { isAbsolute, join, sep } from 'node:path';
import type { ClientServers } from '#contract/configuration-text.ts';
import { ProblemError } from '#contract/problem.ts';
import { CLIENTS, type KnownClient } from './client-table.ts';
import type { Draft } from './draft.ts';
import { expandPath } from './files/expand-path.ts';
import { findClientFiles } from './files/find-client-files.ts';
import { type ClientFile, readClientFile } from './files/read-client-file.ts';
import type { Machine } from './machine.ts';
import { maskDraft } from './mask-draft.ts';

type Here = ClientServers['servers'][number]['here'];

export interface ClientFilesOptions {
  readonly machine: Machine;
  /** Of this engine: what leads to it is no server to be added. Null before it has one. */
  readonly ownUrl: string | null;
}

/** What the AI clients of this machine have, secrets masked. `here` compares a draft with what is configured. */
export async function listClients(
  options: ClientFilesOptions & { readonly here: (draft: Draft) => Here },
): Promise<ClientServers[]> {
  const files = await findClientFiles(options.machine, options.ownUrl);
  // One that has no servers and nothing to be told of tells nobody anything.
  const worth = files.filter(
    ({ drafts, problem, notes }) => drafts.length + notes.length > 0 || problem !== null,
  );
  return worth.map((file) => showClientFile(file, options.here));
}

/** One file with its secrets masked. */
export function showClientFile(file: ClientFile, here: (draft: Draft) => Here): ClientServers {
  const { client, title, file: path, problem, notes } = file;
  return {
    client,
    title,
    file: path,
    problem,
    notes: [...notes],
    servers: file.drafts.map((draft) => ({
      name: draft.name,
      ...maskDraft(draft.settings),
      notes: [...draft.notes],
      here: here(draft),
    })),
  };
}

/**
 * One file, read as that of the client whose it is, or by its looks. Throws ProblemError `bad-input` for a path that is not
 * absolute, `not-found`.
 */
export async function readAnyFile(
  file: string,
  { machine, ownUrl }: ClientFilesOptions,
): Promise<ClientFile> {
  if (!isAbsolute(file)) throw new ProblemError('bad-input', 'the path of the file must be absolute');
  const whose = await ownerOf(file, machine);
  const found = await readClientFile(file, whose?.client ?? null, {
    ownUrl,
    project: whose?.project ?? null,
  });
  if (found === null) throw new ProblemError('not-found', `there is no file ${file}`);
  return found;
}

async function ownerOf(
  file: string,
  machine: Machine,
): Promise<{ readonly client: KnownClient; readonly project: string | null } | null> {
  for (const client of CLIENTS) {
    const paths = await Promise.all(client.files(machine).map(expandPath));
    if (paths.flat().includes(file)) return { client, project: null };
  }
  for (const client of CLIENTS) {
    const found = client.projectFiles?.find((path) => file.endsWith(sep + join(...path.split('/'))));
    if (found !== undefined) return { client, project: file.slice(0, -found.length - 1) };
  }
  return null;
}
