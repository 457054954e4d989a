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
  effectiveSettings,
  layOutTextOf,
  migrateConfiguration,
  plainValue,
} from './configuration/configuration.ts';
import { shownMigration } from './file-settings.ts';
import type { ConfigurationKeeper } from './keeping/keeping.ts';
import { secretArguments } from './supervision/supervision.ts';

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

export function configurationCalls(context: { readonly keeper: ConfigurationKeeper }): ConfigurationHandlers {
  const { keeper } = context;
  return {
    'apply-configuration': ({ text, revision, reason }, by) =>
      keeper.apply(text, { by, revision, why: reason ?? null }),
    async 'migrate-configuration'({ dry_run }, by) {
      const source = await keeper.source();
      const { file } = keeper.status;
      if (source === null) throw new ProblemError('configuration-broken', `${file} can't be read`);
      const migrated = migrateConfiguration(file, source.text);
      const { plan } = await keeper.check(migrated.text);
      if (plan === null) throw brokenConfiguration(keeper.findings(migrated.text));
      const isDone = dry_run || migrated.changes.length === 0;
      const change = { by, action: 'migrate' as const, revision: source.revision };
      const applied = isDone ? { plan } : await keeper.apply(migrated.text, change);
      return { ...shownMigration(file, migrated), changes: [...migrated.changes], plan: applied.plan };
    },
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
    async 'effective-settings'({ server }) {
      const { current, status } = keeper;
      if (current === null) throw brokenConfiguration(status.findings, 'nothing runs: ');
      return effectiveSettings(current, secretArguments, server);
    },
  };
}

function asEdit({ path, value, remove }: TextEdit): ConfigurationEdit {
  if (remove === true) return { path, value: undefined };
  if (value !== undefined) return { path, value };
  throw new ProblemError('bad-input', `the edit of ${path.join('.')} has neither a value nor "remove"`);
}
