import type { Caller } from '#contract/caller.ts';
import type { CallName, TopicName } from '#contract/channel-names.ts';
import type { Output, TopicMessage } from '#contract/channels.ts';
import type { RuntimeFacts } from '#contract/runtime-facts.ts';
import type { Snapshot } from '#contract/snapshot.ts';
import type { Places } from './places.ts';
import type { EnginePorts } from './ports.ts';

export interface EngineOptions {
  readonly places: Places;
  /** Used instead of the one in `places`; no starter is written for it. */
  readonly configFile?: string;
  /** Of Signalbox; servers are told it too. */
  readonly version: string;
  /** How the shell came to be started; nothing is known of it when left out. */
  readonly runtime?: RuntimeFacts;
  readonly ports?: Partial<EnginePorts>;
  /** What servers inherit, but for PATH, which the login shell is asked for; that of this process when left out. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly http: {
    /** A loopback address. */
    readonly host: string;
    /** 0 takes any free port; null the usual one, or any when that is taken. */
    readonly port: number | null;
    /** Holds the built window; null serves none. */
    readonly windowFolder: string | null;
  };
  /** Where to find the servers of a first configuration; null begins with none. */
  readonly starter: { readonly packageFolder: string } | null;
}

export interface Engine {
  /** `url` ends with a slash. */
  readonly endpoint: { readonly url: string; readonly token: string };
  /** Parses the input by the contract. `by` is `engine` when left out. Throws ProblemError. */
  call<Name extends CallName>(name: Name, input: unknown, by?: Caller): Promise<Output<Name>>;
  snapshot(): Snapshot;
  /** How a shell should write what happens: `logging.format` as it is now. */
  readonly logFormat: 'text' | 'json';
  /** How long all servers together may take to stop: `operations.shutdownTimeout` as it is now, in milliseconds. */
  readonly shutdownMs: number;
  subscribe<Name extends TopicName>(topic: Name, listener: (message: TopicMessage<Name>) => void): () => void;
  /**
   * Stops every server, in parallel and within `shutdownMs`, then everything else. A second call joins the first, or
   * hurries it to SIGKILL with `force`.
   */
  close(how?: { readonly force?: boolean }): Promise<void>;
}
