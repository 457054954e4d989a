import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import type { Caller } from '#contract/caller.ts';
import type { Calls, Output } from '#contract/channels.ts';
import { ProblemError } from '#contract/problem.ts';
import {
  type ClientFilesOptions,
  compareDraft,
  type Draft,
  hasMask,
  listClients,
  machineOf,
  maskDraft,
  planImport,
  type ReadDraft,
  readAnyFile,
  readSnippet,
  showClientFile,
  unmaskDraft,
} from './clients/clients.ts';
import {
  type Configuration,
  type ConfigurationEdit,
  parseConfiguration,
  planChanges,
  type ReadingContext,
  redirectedSecrets,
} from './configuration/configuration.ts';
import type { ConfigurationKeeper } from './keeping/keeping.ts';
import type { SecretStore } from './secrets/secrets.ts';
import { secretArguments, type Trials } from './supervision/supervision.ts';

type AddingCall = 'try-server' | 'import-servers' | 'client-servers' | 'read-snippet';

export type AddingHandlers = {
  [Name in AddingCall]: (input: z.output<Calls[Name]['input']>, by: Caller) => Promise<Output<Name>>;
};

export interface AddingContext {
  readonly keeper: ConfigurationKeeper;
  readonly trials: Trials;
  readonly secrets: SecretStore;
  /** Of the configuration, as its file is read. */
  readonly reading: () => ReadingContext;
  readonly configFile: string;
  /** That of the engine: it says where programs keep their settings. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Null before the engine has one. */
  readonly address: () => string | null;
}

/** Servers that are not in the file yet: those of AI clients, pasted ones, and how to try and to take over one. */
export function addingCalls(context: AddingContext): AddingHandlers {
  const { keeper, trials, secrets, address } = context;
  const machine = machineOf(context.environment);
  // Drafts are JSON, whatever the configuration's own format is; relative folders are relative to it all the same.
  const beside = join(dirname(context.configFile), 'draft.json');
  const files = (): ClientFilesOptions => ({ machine, ownUrl: address() });
  const servers = () => keeper.current?.servers ?? [];

  function read({ name, settings, inputs }: Pick<Draft, 'name' | 'settings' | 'inputs'>): ReadDraft {
    const text = JSON.stringify({ inputs, mcpServers: { [name]: { ...settings, dependsOn: undefined } } });
    const result = parseConfiguration(beside, text, context.reading());
    if (!result.ok) {
      const first = result.findings.find(({ severity }) => severity === 'error');
      return { ok: false, why: withoutEntry(first?.message ?? '', name) };
    }
    const [config] = result.configuration.servers;
    return config === undefined ? { ok: false, why: 'it is no server' } : { ok: true, config };
  }

  const here = (draft: Draft) => compareDraft(draft.name, read(draft), servers());

  /** The settings with what their masks stand for. Throws ProblemError `bad-input`. */
  async function withSecrets(
    name: string,
    settings: Draft['settings'],
    from: { readonly file: string; readonly server: string } | undefined,
  ): Promise<Draft['settings']> {
    if (!hasMask(settings)) return settings;
    const original =
      from === undefined ? null : findDraft(await readAnyFile(from.file, files()), from.server);
    if (original === null)
      throw new ProblemError('bad-input', 'a mask (•••) stands for no secret: type it anew');
    const restored = unmaskDraft(settings, original.settings);
    if (restored.lost.length > 0)
      throw new ProblemError(
        'bad-input',
        `${restored.lost.join(', ')}: a mask (•••) stands for no secret: type it anew`,
      );
    const asText = (entry: Draft['settings']) => JSON.stringify({ mcpServers: { [name]: entry } });
    const [moved] = redirectedSecrets(asText(restored.settings), asText(original.settings), secretArguments);
    if (moved !== undefined)
      throw new ProblemError(
        'bad-input',
        `${moved.secrets.join(', ')} would be given to another program or address than in ${from?.file}: type it anew`,
      );
    return restored.settings;
  }

  return {
    'client-servers': async ({ file }) => ({
      clients:
        file === undefined
          ? await listClients({ ...files(), here })
          : [showClientFile(await readAnyFile(file, files()), here)],
    }),
    async 'read-snippet'({ text }) {
      const drafts = readSnippet(text, address());
      return {
        servers: drafts.map(({ name, settings, notes }) => ({
          name,
          settings: { ...settings },
          secrets: maskDraft(settings).secrets,
          notes: [...notes],
        })),
      };
    },
    async 'try-server'({ name, settings, from }) {
      const whole = await withSecrets(name, settings, from);
      const draft = read({ name, settings: whole, inputs: [] });
      if (draft.ok) return await trials.run(draft.config);
      const says = `It can't be started: ${draft.why}`;
      return { ok: false, says, protocol_version: null, tools: [], lines: [], took_ms: 0 };
    },
    async 'import-servers'({ file, servers: wanted, existing, move_secrets, dry_run }, by) {
      const found = await readAnyFile(file, files());
      if (found.problem !== null) throw new ProblemError('bad-input', `${file}: ${found.problem}`);
      const drafts = choose(found.drafts, wanted, file);
      const current = keeper.current;
      if (current === null || !keeper.status.valid)
        throw new ProblemError('configuration-broken', 'the configuration has a fault: mend that first');
      const plan = planImport(drafts, {
        servers: current.servers,
        existing,
        read,
        secret: move_secrets ? (one) => secrets.get(one, 'secret') : null,
        declared: new Set(current.inputs.map(({ id }) => id)),
      });
      const added = plan.added.map(({ name }) => name);
      const skipped = [...plan.skipped];
      const notes = [
        ...(wanted === undefined ? found.notes : []),
        ...plan.added.flatMap((one) => one.notes.map((note) => `${one.name}: ${note}`)),
      ];
      if (dry_run || added.length === 0) {
        const configs = plan.added.flatMap(({ name, settings }) => {
          const result = read({ name, settings, inputs: plan.inputs });
          return result.ok ? [result.config] : [];
        });
        const others = current.servers.filter(({ name }) => !added.includes(name));
        return {
          added,
          skipped,
          notes,
          plan: planChanges(current, { ...current, servers: [...others, ...configs] }),
        };
      }
      const isNew = [...plan.secrets].filter(([name, value]) => secrets.get(name, 'secret') !== value);
      try {
        for (const [name, value] of isNew) await secrets.set(name, 'secret', value);
        const why = `from ${found.title} (${file})`;
        const applied = await keeper.edit(
          (now) => {
            requireUntouched(added, current, now);
            return editsOf(plan);
          },
          { by, action: 'import', why },
        );
        return { added, skipped, notes, plan: applied.plan };
      } catch (error) {
        // What nothing refers to is of no use to anybody.
        for (const [name] of isNew) await secrets.remove(name, 'secret');
        throw error;
      }
    },
  };
}

/** "command must be…": a draft stands in no file yet, whose keys a message could name. */
function withoutEntry(message: string, name: string): string {
  const entry = `mcpServers.${name}`;
  if (!message.startsWith(entry)) return message;
  const rest = message.slice(entry.length);
  return rest.startsWith('.') ? rest.slice(1) : `it${rest}`;
}

function editsOf({ added, inputs }: ReturnType<typeof planImport>): ConfigurationEdit[] {
  return [
    ...inputs.map((input) => ({ path: ['inputs', -1], value: { ...input } })),
    ...added.map(({ name, settings }) => ({ path: ['mcpServers', name], value: { ...settings } })),
  ];
}

/** What is added was planned beside the servers that were there then. Throws ProblemError `conflict`. */
function requireUntouched(names: readonly string[], before: Configuration, now: Configuration): void {
  const find = ({ servers }: Configuration, name: string) => servers.find((one) => one.name === name);
  const changed = names.find((name) => !isDeepStrictEqual(find(before, name), find(now, name)));
  if (changed === undefined) return;
  throw new ProblemError('conflict', `${changed} was changed meanwhile: look at it and try again`);
}

function findDraft({ drafts }: { readonly drafts: readonly Draft[] }, server: string): Draft | null {
  return (
    drafts.find(({ name }) => name === server) ?? drafts.find(({ givenName }) => givenName === server) ?? null
  );
}

/** Throws ProblemError `not-found`. */
function choose(
  drafts: readonly Draft[],
  wanted: readonly string[] | undefined,
  file: string,
): readonly Draft[] {
  if (wanted === undefined) return drafts;
  return wanted.map((server) => {
    const draft = findDraft({ drafts }, server);
    if (draft === null) throw new ProblemError('not-found', `${file} has no server named ${server}`);
    return draft;
  });
}
