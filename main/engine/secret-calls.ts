import type { z } from 'zod';
import type { Caller } from '#contract/caller.ts';
import type { Calls, Output } from '#contract/channels.ts';
import type { Plan } from '#contract/configuration-status.ts';
import type { SecretEntry } from '#contract/configuration-text.ts';
import { ProblemError } from '#contract/problem.ts';
import { literalText, plainValue, type ReferenceUse, writeReference } from './configuration/configuration.ts';
import type { Backups, ConfigurationKeeper } from './keeping/keeping.ts';
import type { SecretKind, SecretStore } from './secrets/secrets.ts';

type SecretCall = 'set-secret' | 'remove-secret' | 'move-secret' | 'secrets';
type SecretHandlers = {
  [Name in SecretCall]: (input: z.output<Calls[Name]['input']>, by: Caller) => Promise<Output<Name>>;
};

const NOTHING: Plan = { start: [], stop: [], restart: [], update: [], keep: [] };

export function secretCalls({
  secrets,
  keeper,
  backups,
}: {
  readonly secrets: SecretStore;
  readonly keeper: ConfigurationKeeper;
  readonly backups: Pick<Backups, 'holding'>;
}): SecretHandlers {
  /** What a secret is now holds in all that names it; a file that is broken takes it when it is mended. */
  async function takeEffect(by: Caller, summary: string): Promise<Plan> {
    try {
      return await keeper.reread({ by, action: 'secret', summary });
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'configuration-broken') return NOTHING;
      throw error;
    }
  }

  const list = (): SecretEntry[] => listEntries(secrets, keeper.current);

  return {
    async 'set-secret'({ name, value, input }, by) {
      const kind = kindOf(input);
      const isNew = secrets.get(name, kind) === undefined;
      const notice = await secrets.set(name, kind, value);
      const plan = await takeEffect(by, `${nounOf(kind)} ${name} ${isNew ? 'set' : 'set anew'}`);
      const secret = list().find((one) => one.name === name && one.input === input);
      if (secret === undefined) throw new Error(`${name} was set and is not there`);
      return { secret, plan, notice };
    },
    async 'remove-secret'({ name, input, force }, by) {
      const kind = kindOf(input);
      const used = usesOf(keeper.current?.references ?? [], name, kind);
      if (!force && used.length > 0 && secrets.get(name, kind) !== undefined) {
        const says = `${name} is named by ${used.join(', ')}: take it out there first, or remove it by force`;
        throw new ProblemError('bad-input', says);
      }
      if (!(await secrets.remove(name, kind)))
        throw new ProblemError('not-found', `there is no ${nounOf(kind)} named ${name}`);
      return { plan: await takeEffect(by, `${nounOf(kind)} ${name} removed`) };
    },
    async 'move-secret'({ path, name, revision }, by) {
      const source = await keeper.source();
      if (revision !== undefined && revision !== (source?.revision ?? null))
        throw new ProblemError('conflict', 'the file was changed meanwhile: look at it and try again');
      const { file } = keeper.status;
      const text = source === null ? null : literalText(plainValue(file, source.text), path);
      const key = path.join('.');
      if (text === null || text === '') {
        throw new ProblemError('bad-input', `${key} has no text that could be put into the secret store`);
      }
      const known = secrets.get(name, 'secret');
      if (known !== undefined && known !== text)
        throw new ProblemError('bad-input', `there is a secret ${name} already, with another value`);
      await secrets.set(name, 'secret', text);
      const value = writeReference({ kind: 'secret', name });
      try {
        const applied = await keeper.edit(
          (now) => {
            if (literalText(plainValue(file, now.text), path) === text) return [{ path, value }];
            throw new ProblemError('conflict', `${key} was changed meanwhile: look at it and try again`);
          },
          { by, action: 'secret', summary: `${key} put into the secret store as ${name}` },
        );
        return { ...applied, still_in: [...(await backups.holding(text))] };
      } catch (error) {
        if (known === undefined) await secrets.remove(name, 'secret');
        throw error;
      }
    },
    secrets: async () => ({ secrets: list(), store: secrets.view }),
  };
}

function kindOf(input: boolean): SecretKind {
  return input ? 'input' : 'secret';
}

function nounOf(kind: SecretKind): string {
  return kind === 'input' ? 'the value of the input' : 'secret';
}

function usesOf(uses: readonly ReferenceUse[], name: string, kind: SecretKind): string[] {
  return uses.filter((use) => use.kind === kind && use.name === name).map(({ path }) => path.join('.'));
}

/** What has a value, what is named without one, and what the file declares as an input; by name. */
function listEntries(secrets: SecretStore, configuration: ConfigurationKeeper['current']): SecretEntry[] {
  const uses = configuration?.references ?? [];
  const inputs = configuration?.inputs ?? [];
  const setAt = new Map(secrets.list().map(({ name, kind, setAt: at }) => [`${kind}:${name}`, at]));
  const named = uses.filter(({ kind }) => kind !== 'env').map(({ kind, name }) => `${kind}:${name}`);
  const keys = new Set([...setAt.keys(), ...named, ...inputs.map(({ id }) => `input:${id}`)]);
  return [...keys]
    .map((key): SecretEntry => {
      const kind = kindOf(key.startsWith('input:'));
      const name = key.slice(kind.length + 1);
      const at = setAt.get(key);
      const declared = kind === 'input' ? inputs.find(({ id }) => id === name) : undefined;
      return {
        name,
        input: kind === 'input',
        set_at: at === undefined ? null : new Date(at).toISOString(),
        used_by: usesOf(uses, name, kind),
        description: declared?.description || null,
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
