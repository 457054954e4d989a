import { isDeepStrictEqual } from 'node:util';
import type { Caller } from '#contract/caller.ts';
import type { Plan, RollbackOffer } from '#contract/configuration-status.ts';
import { ProblemError } from '#contract/problem.ts';
import type { ServerView } from '#contract/server.ts';
import {
  type Configuration,
  type ConfigurationEdit,
  type OperationSettings,
  plainValue,
  valueAt,
  valueEdits,
} from '../../configuration/configuration.ts';
import type { Clock } from '../../ports.ts';
import type { Register } from '../../state/state.ts';
import type { Applied, ConfigurationKeeper } from '../keeper.ts';
import { createRollbacks } from './rollbacks.ts';

export interface RollbackKeeper {
  /** Before the change is made. */
  see(servers: readonly string[]): void;
  noteChange(before: Configuration | null, after: Configuration, plan: Plan): void;
  look(server: string): void;
  /** Throws ProblemError `not-found`, and as an edit of the file does. */
  rollBack(server: string, by: Caller): Promise<Applied>;
  /** Throws ProblemError `not-found`. */
  dismiss(server: string): void;
  close(): void;
}

const ENGINE: Caller = { kind: 'engine', name: null };

/** Offers, or makes, the way back of servers that fail after a change, as the configuration says. */
export function keepRollbacks(options: {
  readonly clock: Clock;
  readonly register: Register;
  readonly view: (server: string) => ServerView | null;
  readonly setting: () => OperationSettings['rollback'];
  /** What runs. */
  readonly current: () => Configuration | null;
  readonly onOffers: (offers: RollbackOffer[]) => void;
  readonly edit: ConfigurationKeeper['edit'];
}): RollbackKeeper {
  const { clock, register, view } = options;
  /** What it takes back is no change to be taken back. */
  const goingBack = new Set<string>();
  const rollbacks = createRollbacks({
    clock,
    view,
    entryIn,
    onOffers: () => options.onOffers(options.setting() === 'offer' ? rollbacks.offers : []),
    onOffer({ server, reason }) {
      if (options.setting() === 'auto') return void automatically(server, reason);
      if (options.setting() === 'never') return;
      const text = `${server} fails since its settings changed (${unended(reason)}): what they were before can be restored`;
      register.add({ lamp: 'warn', kind: 'rollback', server, text });
    },
  });

  function entryBefore(server: string): unknown {
    const wanted = rollbacks.entryOf(server);
    if (wanted !== undefined) return wanted;
    const says = `${server} has nothing to go back to: it did not fail after a change`;
    throw new ProblemError('not-found', says);
  }

  /** What it takes to go back, unless what failed was changed since: by an edit that came first, or one not seen yet. */
  function editsBack(now: Configuration, server: string): ConfigurationEdit[] {
    const wanted = entryBefore(server);
    const running = options.current();
    const found = entryIn(now, server);
    if (running === null || !isDeepStrictEqual(found, entryIn(running, server)))
      throw new ProblemError('conflict', `the settings of ${server} were changed since it failed`);
    return valueEdits(['mcpServers', server], found, wanted);
  }

  async function rollBack(server: string, by: Caller, why: string | null): Promise<Applied> {
    entryBefore(server);
    try {
      const applied = await options.edit(
        (now) => {
          const edits = editsBack(now, server);
          goingBack.add(server);
          return edits;
        },
        { by, action: 'rollback', why },
      );
      const byItself = by.kind === 'engine' ? ', which was done by itself' : '';
      const text = `${server} has the settings again that it had before the change after which it failed${byItself}`;
      register.add({ lamp: 'info', kind: 'rollback', server, text });
      return applied;
    } finally {
      goingBack.delete(server);
    }
  }

  async function automatically(server: string, reason: string): Promise<void> {
    try {
      await rollBack(server, ENGINE, reason);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const text = `${server} fails since its settings changed, and could not be given back what they were: ${why}`;
      register.add({ lamp: 'bad', kind: 'rollback', server, text });
    }
  }

  return {
    noteChange: (before, after, plan) => rollbacks.noteChange(before, after, plan, goingBack),
    see: rollbacks.see,
    look: rollbacks.look,
    rollBack: (server, by) => rollBack(server, by, null),
    dismiss(server) {
      if (rollbacks.dismiss(server)) return;
      throw new ProblemError('not-found', `${server} has nothing to go back to`);
    },
    close: rollbacks.close,
  };
}

/** What the text of a configuration says of a server, as plain JSON. */
function entryIn({ file, text }: Configuration, server: string): unknown {
  return valueAt(plainValue(file, text), ['mcpServers', server]);
}

function unended(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
