import type { ServerView } from '#contract/server.ts';
import { DEPENDS_ON } from './servers.ts';

type Wish = 'runs' | 'stopped' | 'unknown';

/** What somebody who uses the engine has been told, and may hold it to after it was killed. */
export class Ledger {
  readonly #wishes = new Map<string, { wish: Wish; asked: number }>();
  readonly #restarts = new Map<string, number>();
  /** How many commands were answered. */
  answered = 0;

  /** A command is on its way: until it is answered either outcome is right. Gives what to call with its answer. */
  ask(server: string, command: 'start' | 'stop' | 'restart'): (views: readonly ServerView[]) => void {
    const asked = (this.#wishes.get(server)?.asked ?? 0) + 1;
    this.#wishes.set(server, { wish: 'unknown', asked });
    if (command !== 'stop') for (const needed of DEPENDS_ON[server] ?? []) this.#forget(needed);
    return (views) => {
      this.answered += 1;
      this.see(views);
      // A later command may have overtaken it.
      if (this.#wishes.get(server)?.asked !== asked) return;
      this.#wishes.set(server, { wish: command === 'stop' ? 'stopped' : 'runs', asked });
    };
  }

  /** A start by hand starts what the server needs too, also when that was stopped. */
  #forget(server: string): void {
    const asked = (this.#wishes.get(server)?.asked ?? 0) + 1;
    this.#wishes.set(server, { wish: 'unknown', asked });
  }

  see(views: readonly ServerView[]): void {
    for (const { name, restarts } of views) {
      this.#restarts.set(name, Math.max(restarts, this.restarts(name)));
    }
  }

  /** Without a command a server is wanted. */
  wish(server: string): Wish {
    return this.#wishes.get(server)?.wish ?? 'runs';
  }

  restarts(server: string): number {
    return this.#restarts.get(server) ?? 0;
  }

  /** Where the engine that runs now breaks its word. */
  contradictions(views: readonly ServerView[]): string[] {
    const found: string[] = [];
    for (const { name, state, restarts } of views) {
      const wish = this.wish(name);
      if (wish === 'stopped' && state !== 'stopped') found.push(`${name} was stopped and is ${state}`);
      if (wish === 'runs' && state === 'stopped') found.push(`${name} was wanted and is stopped`);
      if (restarts < this.restarts(name))
        found.push(`${name}: ${this.restarts(name)} restarts became ${restarts}`);
    }
    return found;
  }
}
