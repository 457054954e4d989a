import type { z } from 'zod';
import type { Caller } from '#contract/caller.ts';
import type { Calls, Output } from '#contract/channels.ts';
import { ProblemError } from '#contract/problem.ts';
import { type ChangeLog, type ConfigurationKeeper, type Integrity, viewVersion } from './keeping/keeping.ts';

type HistoryCall =
  | 'restore-configuration'
  | 'backup-configuration'
  | 'configuration-history'
  | 'configuration-version'
  | 'integrity';

type HistoryHandlers = {
  [Name in HistoryCall]: (input: z.output<Calls[Name]['input']>, by: Caller) => Promise<Output<Name>>;
};

export interface HistoryContext {
  readonly keeper: ConfigurationKeeper;
  readonly log: ChangeLog;
  readonly integrity: Integrity;
}

export function historyCalls({ keeper, log, integrity }: HistoryContext): HistoryHandlers {
  async function textOf(version: string): Promise<string> {
    const text = await log.version(version);
    if (text !== null) return text;
    throw new ProblemError('not-found', `there is no version ${version}, or no more`);
  }

  return {
    async 'restore-configuration'({ version, revision, reason }, by) {
      const text = await textOf(version);
      return await keeper.apply(text, { by, action: 'restore', revision, why: reason ?? null });
    },
    async 'backup-configuration'({ reason }, by) {
      const source = await keeper.source();
      if (source === null)
        throw new ProblemError('not-found', `${keeper.status.file} has no text to be kept`);
      const { text } = source;
      const version = await log.keep(text);
      const summary = 'kept as a backup';
      await log.record({ by, action: 'backup', why: reason ?? null, before: text, after: text, summary });
      return { version };
    },
    async 'configuration-history'({ server, limit }) {
      return { changes: [...log.list({ server, limit })], proof: log.proof() };
    },
    async 'configuration-version'({ version }) {
      const text = await textOf(version);
      const source = await keeper.source();
      const { file } = keeper.status;
      return viewVersion(file, text, source?.text ?? null, keeper.current?.text ?? null);
    },
    async integrity() {
      return { checks: [...(await integrity.checks())] };
    },
  };
}
