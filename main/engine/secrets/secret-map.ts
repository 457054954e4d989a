import type { KnownSecret, SecretEntry, SecretKind } from './secret-store.ts';

/** Secrets by kind and name, for a store to hold in memory. */
export type SecretMap = ReadonlyMap<string, SecretEntry>;

/** A colon can't stand in a kind. */
export function keyOf(name: string, kind: SecretKind): string {
  return `${kind}:${name}`;
}

export function mapOf(entries: readonly SecretEntry[]): SecretMap {
  return new Map(entries.map((entry) => [keyOf(entry.name, entry.kind), entry]));
}

export function listOf(secrets: SecretMap): readonly KnownSecret[] {
  return [...secrets.values()]
    .map(({ name, kind, setAt }) => ({ name, kind, setAt }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Of secrets alone: whether an input is one is for the configuration to say, which declares it. */
export function hiddenOf(entries: Iterable<SecretEntry>): readonly string[] {
  return [...entries].filter(({ kind }) => kind === 'secret').map(({ value }) => value);
}
