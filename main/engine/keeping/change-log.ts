import type { Caller } from '#contract/caller.ts';
import type { ConfigurationChange, HistoryProof, ValueChange } from '#contract/configuration-text.ts';

/** One change of the configuration, as whoever makes it tells it. */
export interface ChangeNote {
  readonly by: Caller;
  readonly action: ConfigurationChange['action'];
  /** As whoever did it gave it; null for none. */
  readonly why: string | null;
  /** What the file was; null where there was none, or where it could not be read. Not masked. */
  readonly before: string | null;
  /** What the file is; of a refused one, what was refused. */
  readonly after: string | null;
  /** Instead of what the difference says: for what changes no text, such as a secret. Holds no secret. */
  readonly summary?: string;
  /** Instead of the difference: for what changes no text. Secrets are masked. */
  readonly changes?: readonly ValueChange[];
}

/**
 * The history of the configuration with the texts that it was. Nobody else writes either: each entry carries the hash of
 * the one before, and each text is kept for its owner alone.
 */
export interface ChangeLog {
  /**
   * Adds an entry, and keeps both texts as long as the retention allows. Resolves to the entry's number when it is on the
   * disk. Rejects where it can't be written: whoever records says so, and goes on.
   */
  record(change: ChangeNote): Promise<number>;
  /** Puts a text aside; asked before the file is changed. Resolves to the version's name when it is on the disk. */
  keep(text: string): Promise<string>;
  /** Newest first; with `server` those that changed one of its values, or that it came or went with. */
  list(filter: {
    readonly server?: string | undefined;
    readonly limit: number;
  }): readonly ConfigurationChange[];
  /** The text of a version, as it was; null where it is not kept, or no more. */
  version(name: string): Promise<string | null>;
  proof(): HistoryProof;
  /** Resolves when nothing of it is under way. */
  close(): Promise<void>;
}
