/**
 * The front of the room that keeps what `${secret:NAME}` and `${input:NAME}` stand for: in the system's keychain, or in an
 * encrypted file where there is none.
 */

export { type OpenOptions, openSecretStore } from './open-secret-store.ts';
export type { KnownSecret, SecretKind, SecretStore } from './secret-store.ts';
