import type { Database } from './database.ts';
import type { GuardedWrites } from './guarded-writes.ts';

export interface KeptAnswer {
  /** JSON as it was saved; to be parsed by who reads it. */
  readonly value: unknown;
  /** Wall time in milliseconds since 1970. */
  readonly atMs: number;
}

/**
 * What servers answer about themselves, so that it is known while they sleep and after a restart: the handshake and the
 * lists. By the name of a server and the way it is launched: one that is launched in another way is another server.
 * Never throws.
 */
export interface Catalogues {
  /** By what it is: `handshake`, `tools/list`, `resources/list`… Empty for one of which nothing is known. */
  load(server: string, launchKey: string): ReadonlyMap<string, KeptAnswer>;
  /** `value` is anything that JSON can hold. What was saved with other launch keys is forgotten. */
  save(server: string, launchKey: string, what: string, value: unknown): void;
  /** It is no longer configured. */
  forget(server: string): void;
}

const WHAT = 'catalogue of servers';

export function createCatalogues(database: Database, writes: GuardedWrites, now: () => number): Catalogues {
  const select = database.prepare(
    'SELECT what, value, at_ms FROM catalogue WHERE server = ? AND launch_key = ?',
  );
  const upsert = database.prepare(
    'INSERT OR REPLACE INTO catalogue (server, launch_key, what, value, at_ms) VALUES (?, ?, ?, ?, ?)',
  );
  const removeOthers = database.prepare('DELETE FROM catalogue WHERE server = ? AND launch_key <> ?');
  const remove = database.prepare('DELETE FROM catalogue WHERE server = ?');

  return {
    load(server, launchKey) {
      const kept = new Map<string, KeptAnswer>();
      writes.attempt(
        WHAT,
        () => {
          for (const { what, value, at_ms } of select.all(server, launchKey))
            kept.set(String(what), { value: JSON.parse(String(value)), atMs: Number(at_ms) });
        },
        'read',
      );
      return kept;
    },
    save(server, launchKey, what, value) {
      writes.attempt(WHAT, () => {
        removeOthers.run(server, launchKey);
        upsert.run(server, launchKey, what, JSON.stringify(value), now());
      });
    },
    forget(server) {
      writes.attempt(WHAT, () => remove.run(server));
    },
  };
}
