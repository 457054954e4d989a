import type { Client } from '../relay/client.ts';

/** So many are remembered; the oldest is forgotten first. */
const OWNERS_MAX = 1_000;

/** Whose task or question of a server something is, by its id, so that what follows finds its client. */
export class Owners {
  readonly #byId = new Map<string, Client>();

  add(id: string, client: Client): void {
    if (this.#byId.size >= OWNERS_MAX) {
      const [oldest] = this.#byId.keys();
      if (oldest !== undefined) this.#byId.delete(oldest);
    }
    this.#byId.set(id, client);
  }

  of(id: string): Client | null {
    return this.#byId.get(id) ?? null;
  }

  leave(client: Client): void {
    for (const [id, owner] of this.#byId) if (owner === client) this.#byId.delete(id);
  }
}
