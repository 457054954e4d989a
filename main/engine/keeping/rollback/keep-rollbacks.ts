import type { Caller } from '#contract/caller.ts';
import type { Plan, RollbackOffer } from '#contract/configuration-status.ts';
import { ProblemError } from '#contract/problem.ts';
import type { ServerView } from '#contract/server.ts';
import {
  type Configuration,
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
  readonly onOffers: (offers: RollbackOffer[]) => void;
  readonly edit: ConfigurationKeeper['edit'];
}): RollbackKeeper {
  const { clock, register, view } = options;
  /** What it takes back is no change to be taken back. */
  const goingBack = new Set<string>();
  const rollbacks = createRollbacks({
    clock,
    view,
    entryIn: ({ file, text }, server) => valueAt(plainValue(file, text), ['mcpServers', server]),
    onOffers: () => options.onOffers(options.setting() === 'offer' ? rollbacks.offers : []),
    onOffer({ server, reason }) {
      if (options.setting() === 'auto') return void automatically(server, reason);
      if (options.setting() === 'never') return;
      const text = `${server} fails since its settings changed (${unended(reason)}): what they were before can be restored`;
      register.add({ lamp: 'warn', kind: 'rollback', server, text });
    },
  });

  async function rollBack(server: string, by: Caller, why: string | null): Promise<Applied> {
    const wanted = rollbacks.entryOf(server);
    if (wanted === undefined) {
      const says = `${server} has nothing to go back to: it did not fail after a change`;
      throw new ProblemError('not-found', says);
    }
    goingBack.add(server);
    try {
      const applied = await options.edit(
        ({ file, text }) => {
          const path = ['mcpServers', server];
          return valueEdits(path, valueAt(plainValue(file, text), path), wanted);
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
    look: rollbacks.look,
    rollBack: (server, by) => rollBack(server, by, null),
    dismiss(server) {
      if (rollbacks.dismiss(server)) return;
      throw new ProblemError('not-found', `${server} has nothing to go back to`);
    },
    close: rollbacks.close,
  };
}

function unended(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
