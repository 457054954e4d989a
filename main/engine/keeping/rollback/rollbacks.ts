import { isDeepStrictEqual } from 'node:util';
import type { Plan, RollbackOffer } from '#contract/configuration-status.ts';
import type { ServerView } from '#contract/server.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import type { Clock } from '../../ports.ts';
import { createConduct } from './conduct.ts';

/** A server that a change started or restarted, and of which it is not known yet whether it runs with its new settings. */
interface Trial {
  /** What the file said of it before. */
  readonly entry: unknown;
  readonly changedAtMs: number;
  /** How long it has to be ready before its new settings count as good. */
  readonly proofMs: number;
  /** How it failed before the change, when it did: to fail in the same way again is not the change's doing. */
  readonly failedAs: string | null;
  cancelProof: (() => void) | null;
  /** Failures before it was ready, one right after the other. */
  failures: number;
  /** Null while nothing is wrong. */
  offer: RollbackOffer | null;
}

/** The first may be for a port that the process before it has not given back yet. */
const FAILURES_MIN = 2;

export interface Rollbacks {
  readonly offers: RollbackOffer[];
  /** What the file said of a server before the change after which it failed; undefined without an offer. */
  entryOf(server: string): unknown;
  /** A configuration took the place of another; `goingBack` are the servers for which it was the way back. */
  noteChange(
    before: Configuration | null,
    after: Configuration,
    plan: Plan,
    goingBack: ReadonlySet<string>,
  ): void;
  /** To be called before a change is made: how the servers that it touches are doing until then. */
  see(servers: readonly string[]): void;
  /** To be called when the state of a server may have changed. */
  look(server: string): void;
  /** Whether there was one. */
  dismiss(server: string): boolean;
  close(): void;
}

/**
 * Watches what becomes of servers that a change started or restarted: one that fails for good, that fails twice in a
 * row before it was ready, or that can't be kept running, before it was ready for as long as a start may take, could go
 * back to what the file said of it before.
 */
export function createRollbacks(options: {
  readonly clock: Clock;
  readonly view: (server: string) => ServerView | null;
  /** What the text of a configuration says of a server, as plain JSON. */
  readonly entryIn: (configuration: Configuration, server: string) => unknown;
  readonly onOffers: () => void;
  readonly onOffer: (offer: RollbackOffer) => void;
}): Rollbacks {
  const { clock, view, entryIn } = options;
  const trials = new Map<string, Trial>();
  const conduct = createConduct();

  function end(server: string): void {
    const trial = trials.get(server);
    trial?.cancelProof?.();
    trials.delete(server);
    if (trial !== undefined && trial.offer !== null) options.onOffers();
  }

  function look(server: string): void {
    const now = view(server);
    if (now === null) {
      conduct.forget(server);
      end(server);
      return;
    }
    const hasFailedEarly = conduct.note(now) === 'failed-early';
    const trial = trials.get(server);
    if (trial === undefined) return;
    if (now.state === 'ready') {
      trial.failures = 0;
      trial.cancelProof ??= clock.after(trial.proofMs, () => end(server));
      if (trial.offer === null) return;
      trial.offer = null;
      options.onOffers();
      return;
    }
    trial.cancelProof?.();
    trial.cancelProof = null;
    if (hasFailedEarly) trial.failures += 1;
    const isDown = now.state === 'failed' || now.state === 'crash-looping' || trial.failures >= FAILURES_MIN;
    if (trial.offer !== null || !isDown || conduct.failedAs(server) === trial.failedAs) return;
    const reason = now.problem?.message ?? now.reason ?? 'it does not run';
    trial.offer = { server, changed_at: new Date(trial.changedAtMs).toISOString(), reason };
    options.onOffers();
    options.onOffer(trial.offer);
  }

  return {
    get offers() {
      return [...trials.values()].flatMap(({ offer }) => offer ?? []);
    },
    entryOf(server) {
      const trial = trials.get(server);
      return trial?.offer == null ? undefined : trial.entry;
    },
    noteChange(before, after, plan, goingBack) {
      for (const server of plan.stop) end(server);
      if (before === null) return;
      for (const server of [...plan.start, ...plan.restart, ...plan.update]) {
        const earlier = trials.get(server);
        const hasFailed = earlier !== undefined && (earlier.offer !== null || earlier.failures > 0);
        end(server);
        // An update that a server runs on with has nothing to prove.
        if (goingBack.has(server) || (plan.update.includes(server) && !hasFailed)) continue;
        const config = after.servers.find(({ name }) => name === server);
        const entry = hasFailed ? earlier.entry : entryIn(before, server);
        // One that is new has nothing to go back to, nor has one that inherits what was changed.
        if (entry === undefined || config === undefined || isDeepStrictEqual(entry, entryIn(after, server)))
          continue;
        const proofMs = config.timeouts.startMs;
        const failedAs = hasFailed ? earlier.failedAs : conduct.failedAs(server);
        const changedAtMs = clock.now();
        const begun = { cancelProof: null, failures: 0, offer: null };
        trials.set(server, { entry, changedAtMs, proofMs, failedAs, ...begun });
      }
    },
    see(servers) {
      for (const server of servers) {
        const now = view(server);
        if (now !== null) conduct.note(now);
      }
    },
    look,
    dismiss(server) {
      const had = trials.get(server)?.offer != null;
      if (had) end(server);
      return had;
    },
    close() {
      for (const trial of trials.values()) trial.cancelProof?.();
      trials.clear();
    },
  };
}
