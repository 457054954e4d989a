/** The front of the room that keeps what `${secret:NAME}` and `${input:NAME}` stand for. */

export type { KnownSecret, SecretKind, SecretStore } from './secret-store.ts';
