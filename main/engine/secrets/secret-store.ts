import type { IntegrityCheck, SecretStoreView } from '#contract/configuration-text.ts';

export type SecretKind = 'secret' | 'input';

export interface KnownSecret {
  readonly name: string;
  readonly kind: SecretKind;
  /** Milliseconds since 1970. */
  readonly setAt: number;
}

/**
 * Where the values are that `${secret:NAME}` and `${input:NAME}` stand for. All values are read once, when it is opened,
 * and kept in memory: a configuration is read without waiting for a keychain.
 */
export interface SecretStore {
  readonly view: SecretStoreView;
  /** How it was found when it was opened; null where nothing was kept yet. */
  readonly integrity: IntegrityCheck | null;
  /** Undefined for one that has no value. */
  get(name: string, kind: SecretKind): string | undefined;
  list(): readonly KnownSecret[];
  /**
   * Resolves when it is kept: with a sentence where all secrets hang on something else since, else null. Throws ProblemError
   * `bad-input` where the store can't be written.
   */
  set(name: string, kind: SecretKind, value: string): Promise<string | null>;
  /** Whether there was one. Throws as {@link SecretStore.set}. */
  remove(name: string, kind: SecretKind): Promise<boolean>;
  /** The values of all secrets, for what masks them wherever they turn up; not those of inputs. */
  values(): readonly string[];
  /** Resolves when nothing is being written any more. */
  close(): Promise<void>;
}

/** A secret with its value. It stays within this room. */
export interface SecretEntry extends KnownSecret {
  readonly value: string;
}
