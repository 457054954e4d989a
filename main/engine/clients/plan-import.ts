import { isDeepStrictEqual } from 'node:util';
import type { ClientServers } from '#contract/configuration-text.ts';
import type { ServerConfig } from '../configuration/configuration.ts';
import type { Draft, DraftInput } from './draft.ts';
import { freeName } from './draft-names.ts';
import { moveSecrets } from './move-secrets.ts';

/** What reading a draft as an entry of our own file gave. */
export type ReadDraft =
  | { readonly ok: true; readonly config: ServerConfig }
  | { readonly ok: false; readonly why: string };

export interface Import {
  readonly added: readonly Pick<Draft, 'name' | 'settings' | 'notes'>[];
  readonly skipped: readonly { readonly name: string; readonly why: string }[];
  /** What the settings refer to and nobody knows yet, by name. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly inputs: readonly DraftInput[];
}

/** Whether a draft is configured already. */
export function compareDraft(
  name: string,
  read: ReadDraft,
  servers: readonly ServerConfig[],
): ClientServers['servers'][number]['here'] {
  if (read.ok && sameServer(read.config, servers) !== undefined) return 'same';
  return servers.some((server) => server.name.toLowerCase() === name.toLowerCase()) ? 'other' : 'new';
}

/** What becomes of each draft. Reads and writes nothing. */
export function planImport(
  drafts: readonly Draft[],
  options: {
    readonly servers: readonly ServerConfig[];
    readonly existing: 'replace' | 'rename' | 'skip';
    readonly read: (draft: Draft) => ReadDraft;
    /** Null leaves secrets where they are. Else what a name of the secret store stands for. */
    readonly secret: ((name: string) => string | undefined) | null;
    /** Ids of the inputs that the file declares. */
    readonly declared: ReadonlySet<string>;
  },
): Import {
  const { servers, existing } = options;
  const names = new Map(servers.map(({ name }) => [name.toLowerCase(), name]));
  const taken = new Set(names.keys());
  const added: Import['added'][number][] = [];
  const skipped: { name: string; why: string }[] = [];
  const secrets = new Map<string, string>();
  const inputs = new Map<string, DraftInput>();
  for (const draft of drafts) {
    const read = options.read(draft);
    const known = names.get(draft.name.toLowerCase());
    const why = reasonToSkip(read, servers, known, existing);
    if (why !== null) {
      skipped.push({ name: draft.name, why });
      continue;
    }
    const name = known !== undefined && existing === 'replace' ? known : freeName(draft.name, taken);
    taken.add(name.toLowerCase());
    const { secret } = options;
    const moved =
      secret === null
        ? { settings: draft.settings, secrets: [] }
        : moveSecrets(name, draft.settings, (one) => secrets.get(one) ?? secret(one));
    for (const [one, value] of moved.secrets) secrets.set(one, value);
    for (const input of draft.inputs) if (!options.declared.has(input.id)) inputs.set(input.id, input);
    added.push({ name, settings: moved.settings, notes: draft.notes });
  }
  return { added, skipped, secrets, inputs: [...inputs.values()] };
}

function reasonToSkip(
  read: ReadDraft,
  servers: readonly ServerConfig[],
  known: string | undefined,
  existing: 'replace' | 'rename' | 'skip',
): string | null {
  if (!read.ok) return read.why;
  const same = sameServer(read.config, servers);
  if (same !== undefined)
    return same === known ? 'it is configured here just so' : `it is configured here just so, as ${same}`;
  return known !== undefined && existing === 'skip' ? 'another one of that name is configured here' : null;
}

function sameServer(config: ServerConfig, servers: readonly ServerConfig[]): string | undefined {
  return servers.find((server) => isDeepStrictEqual(launchOf(server), launchOf(config)))?.name;
}

/** What makes two entries one and the same server, however it is supervised. */
function launchOf({ transport, command, args, env, cwd, url, headers }: ServerConfig): unknown {
  return { transport, command, args, env, cwd, url, headers };
}
