import type { Caller } from '#contract/caller.ts';
import type { CallName } from '#contract/channel-names.ts';
import type { Output } from '#contract/channels.ts';
import type { Finding, Plan } from '#contract/configuration-status.ts';
import type { AdminSettings } from '../../configuration/configuration.ts';
import type { Clock } from '../../ports.ts';

/** One call of a client. */
export interface AdminContext {
  readonly clientId: string;
  readonly clientName: string;
  /** Asks the person through the client; null where the client can't. */
  readonly elicit:
    | ((
        message: string,
        schema: object,
      ) => Promise<{ readonly action: 'accept' | 'decline' | 'cancel'; readonly content?: unknown }>)
    | null;
  readonly signal: AbortSignal;
  progress(done: number, total: number | null, message: string): void;
}

/** A tool of any server, under the name that clients of all servers call it. */
export interface OfferedTool {
  readonly name: string;
  readonly server: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly schema: unknown;
}

/** What keeps the configuration. */
export interface AdminKeeper {
  /** The file as it is, secrets and all; null where there is no text to be read. */
  source(): Promise<{ readonly text: string; readonly revision: string } | null>;
  /** What is wrong with the text of a configuration; changes nothing. */
  findings(text: string): readonly Finding[];
  /** Writes and applies it. Throws ProblemError `configuration-broken` or `conflict`, and then nothing has changed. */
  apply(
    text: string,
    change: { readonly by: Caller; readonly revision: string },
  ): Promise<{ readonly plan: Plan }>;
}

export interface AdminOptions {
  /** The engine's door. */
  readonly call: <Name extends CallName>(name: Name, input: unknown, by?: Caller) => Promise<Output<Name>>;
  readonly settings: () => AdminSettings;
  /** All that this client could see, whatever it was narrowed to. */
  toolsOf(clientId: string): Promise<readonly OfferedTool[]>;
  /** From now on the client sees only these, and those of the admin server; null lifts it. Tells the client. */
  narrow(clientId: string, names: readonly string[] | null): void;
  /** Throws ProblemError while there is none. */
  readonly keeper: () => AdminKeeper;
  /** What a client did with servers or configuration, or was refused. */
  audit(entry: {
    readonly client: string;
    readonly action: string;
    readonly server: string | null;
    readonly outcome: string;
  }): void;
  readonly fetch?: typeof fetch;
  readonly clock: Clock;
  readonly version: string;
}
