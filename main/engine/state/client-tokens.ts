import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ClientToken } from '#contract/client-token.ts';
import type { Database } from './database.ts';
import type { GuardedWrites } from './guarded-writes.ts';

/** Tokens of AI clients; of each only a hash is kept. */
export interface ClientTokens {
  list(): ClientToken[];
  /** The token, which is never seen again; null when the name is taken. */
  add(name: string): string | null;
  /** False when there is none of that name. */
  remove(name: string): boolean;
  /** Whose token it is; null for nobody's. Asked with every request. */
  ownerOf(token: string): string | null;
}

const WHAT = 'tokens of clients';
const PREFIX = 'sbc_';
/** Between two notes of the last use of one token. */
const NOTE_EACH_MS = 60_000;

interface Known {
  readonly name: string;
  readonly hash: Buffer;
  readonly createdMs: number;
  lastUsedMs: number | null;
  notedMs: number;
}

export function createClientTokens(
  database: Database,
  writes: GuardedWrites,
  now: () => number,
): ClientTokens {
  const insert = database.prepare('INSERT INTO client_token (name, hash, created_ms) VALUES (?, ?, ?)');
  const note = database.prepare('UPDATE client_token SET last_used_ms = ? WHERE name = ?');
  const erase = database.prepare('DELETE FROM client_token WHERE name = ?');
  const known: Known[] = database
    .prepare('SELECT name, hash, created_ms, last_used_ms FROM client_token ORDER BY name')
    .all()
    .map((row) => ({
      name: String(row['name']),
      hash: Buffer.from(String(row['hash']), 'hex'),
      createdMs: Number(row['created_ms']),
      lastUsedMs: row['last_used_ms'] === null ? null : Number(row['last_used_ms']),
      notedMs: 0,
    }));

  return {
    list: () =>
      known.map(({ name, createdMs, lastUsedMs }) => ({
        name,
        created_at: new Date(createdMs).toISOString(),
        last_used_at: lastUsedMs === null ? null : new Date(lastUsedMs).toISOString(),
      })),
    add(name) {
      if (known.some((one) => one.name === name)) return null;
      const token = PREFIX + randomBytes(24).toString('base64url');
      const hash = hashOf(token);
      const createdMs = now();
      writes.attempt(WHAT, () => insert.run(name, hash.toString('hex'), createdMs));
      known.push({ name, hash, createdMs, lastUsedMs: null, notedMs: 0 });
      known.sort((a, b) => (a.name < b.name ? -1 : 1));
      return token;
    },
    remove(name) {
      const at = known.findIndex((one) => one.name === name);
      if (at === -1) return false;
      known.splice(at, 1);
      writes.attempt(WHAT, () => erase.run(name));
      return true;
    },
    ownerOf(token) {
      if (!token.startsWith(PREFIX)) return null;
      const hash = hashOf(token);
      const owner = known.find((one) => timingSafeEqual(one.hash, hash));
      if (owner === undefined) return null;
      owner.lastUsedMs = now();
      if (owner.lastUsedMs - owner.notedMs > NOTE_EACH_MS) {
        owner.notedMs = owner.lastUsedMs;
        writes.attempt(WHAT, () => note.run(owner.lastUsedMs, owner.name));
      }
      return owner.name;
    },
  };
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
