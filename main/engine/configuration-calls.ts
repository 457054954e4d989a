import type { z } from 'zod';
import type { Caller } from '#contract/caller.ts';
import type { Calls, Output } from '#contract/channels.ts';
import type { TextEdit } from '#contract/configuration-status.ts';
import { ProblemError } from '#contract/problem.ts';
import {
  brokenConfiguration,
  type ConfigurationEdit,
  configurationSchema,
  editTextOf,
  layOutTextOf,
  plainValue,
} from './configuration/configuration.ts';
import type { ConfigurationKeeper } from './keeping/keeping.ts';

type ConfigurationCall =
  | 'apply-configuration'
  | 'migrate-configuration'
  | 'rollback-server'
  | 'dismiss-rollback'
  | 'configuration-text'
  | 'check-configuration'
  | 'edit-configuration-text'
  | 'format-configuration'
  | 'configuration-schema'
  | 'effective-settings';

type ConfigurationHandlers = {
  [Name in ConfigurationCall]: (input: z.output<Calls[Name]['input']>, by: Caller) => Promise<Output<Name>>;
};

async function notYet(): Promise<never> {
  throw new ProblemError('internal', 'this is not built yet');
}

export function configurationCalls(context: { readonly keeper: ConfigurationKeeper }): ConfigurationHandlers {
  const { keeper } = context;
  return {
    'apply-configuration': ({ text, revision, reason }, by) =>
      keeper.apply(text, { by, revision, why: reason ?? null }),
    'migrate-configuration': notYet,
    'rollback-server': ({ server }, by) => keeper.rollBack(server, by),
    async 'dismiss-rollback'({ server }) {
      keeper.dismissRollback(server);
      return {};
    },
    'configuration-text': () => keeper.text(),
    'check-configuration': ({ text }) => keeper.check(text),
    async 'edit-configuration-text'({ text, edits }) {
      return { text: editTextOf(keeper.status.file, text, edits.map(asEdit)) };
    },
    async 'format-configuration'({ text }) {
      const { file } = keeper.status;
      if (plainValue(file, text) === null) throw brokenConfiguration(keeper.findings(text));
      return { text: layOutTextOf(file, text) };
    },
    async 'configuration-schema'() {
      return { ...configurationSchema() };
    },
    'effective-settings': notYet,
  };
}

function asEdit({ path, value, remove }: TextEdit): ConfigurationEdit {
  if (remove === true) return { path, value: undefined };
  if (value !== undefined) return { path, value };
  throw new ProblemError('bad-input', `the edit of ${path.join('.')} has neither a value nor "remove"`);
}
