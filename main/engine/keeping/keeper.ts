import type { Caller } from '#contract/caller.ts';
import type { ConfigurationStatus, Finding, Plan } from '#contract/configuration-status.ts';
import type {
  ConfigurationChange,
  ConfigurationCheck,
  ConfigurationText,
} from '#contract/configuration-text.ts';
import type { Configuration, Edits } from '../configuration/configuration.ts';

/** Who changes the configuration, and what the history is to say of it. */
export interface ChangeBy {
  readonly by: Caller;
  /** `edit` when left out. */
  readonly action?: ConfigurationChange['action'];
  readonly why?: string | null | undefined;
  /** Instead of what the difference says. Holds no secret. */
  readonly summary?: string;
}

/** What a change came to. */
export interface Applied {
  readonly plan: Plan;
  /** Of the file as it is now. */
  readonly revision: string;
}

export interface ConfigurationKeeper {
  readonly status: ConfigurationStatus;
  readonly current: Configuration | null;
  /** Reads the file now. Throws ProblemError `configuration-broken` and changes nothing when it is broken. */
  reload(): Promise<Plan>;
  /**
   * Changes the file, keeps what it was as a backup, and applies it. A function makes the edits from the file as it is in
   * its turn; what it throws comes through. Resolves when nothing is left of what had to stop.
   * Throws ProblemError and changes nothing: `configuration-broken` when the file is broken now or would be afterwards,
   * `bad-input` for an edit that has no place in it, and for a file that can't be written; `conflict` where somebody else
   * just changed it.
   */
  edit(edits: Edits, change: ChangeBy): Promise<Applied>;
  /**
   * As {@link edit}, with a whole new text, in which masks stand for the secrets of the file: throws `bad-input` for one
   * that stands for none. The file may be broken, or not be there at all.
   * @param revision of the text that it was made from: throws `conflict` where the file is another by now. Null: there was
   * no file; undefined: whatever it is.
   */
  apply(text: string, change: ChangeBy & { readonly revision?: string | null | undefined }): Promise<Applied>;
  /** Reads the file once more because something that it is read with has changed, such as a secret, and applies it. */
  reread(change: ChangeBy): Promise<Plan>;
  /** The file as it is, for whom secrets may be told; null where there is no text to be read. */
  source(): Promise<{ readonly text: string; readonly revision: string } | null>;
  /** The file for an editor, secrets masked. */
  text(): Promise<ConfigurationText>;
  /** What a text would be and do, were it the file; masks stand for the secrets of the file. Changes nothing. */
  check(text: string): Promise<ConfigurationCheck>;
  /** What is to be said of a text without masks, were it the file; errors and warnings. */
  findings(text: string): readonly Finding[];
  /** Gives a server what the file said of it before the change after which it failed. Throws `not-found`. */
  rollBack(server: string, by: Caller): Promise<Applied>;
  /** Throws `not-found`. */
  dismissRollback(server: string): void;
  /** To be told whenever something of a server may have changed. */
  serverChanged(server: string): void;
  close(): Promise<void>;
}
