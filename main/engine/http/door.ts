import type { Caller } from '#contract/caller.ts';
import type { CallName } from '#contract/channel-names.ts';
import type { Output, TopicEnvelope } from '#contract/channels.ts';
import type { Snapshot } from '#contract/snapshot.ts';

/** The part of the engine that the HTTP server opens to others. */
export interface Door {
  /** Parses the input; throws ProblemError. `by` is who sent a command; queries need none. */
  call<Name extends CallName>(name: Name, input: unknown, by?: Caller): Promise<Output<Name>>;
  snapshot(): Snapshot;
  /** All figures in Prometheus' text format. Without it there is no `/metrics`. */
  readonly prometheus?: () => Promise<string>;
  /** Whether `GET /debug-info` answers. */
  readonly isProfiling?: () => boolean;
  subscribeAll(listener: (envelope: TopicEnvelope) => void): () => void;
}
