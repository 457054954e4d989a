import type { Clock } from '../ports.ts';
import type { ListKind } from './line/lists.ts';
import type { Clients } from './sessions/clients.ts';

/** Gathers what several servers tell at nearly the same time: at the start of the engine each tells of its own. */
const GATHER_MS = 200;

/** Tells the clients of all servers together which lists may be others now. */
export function tellChanges(
  clock: Clock,
  clients: Clients,
): { note(kinds: readonly ListKind[]): void; close(): void } {
  const changed = new Set<ListKind>();
  let cancelTimer: (() => void) | null = null;
  let isClosed = false;

  function tell(): void {
    cancelTimer = null;
    for (const client of clients.values()) {
      if (client.scope.kind !== 'all') continue;
      for (const kind of changed)
        client.tell({ jsonrpc: '2.0', method: `notifications/${kind}/list_changed` });
    }
    changed.clear();
  }

  return {
    note(kinds) {
      for (const kind of kinds) changed.add(kind);
      if (!isClosed && changed.size > 0) cancelTimer ??= clock.after(GATHER_MS, tell);
    },
    close() {
      isClosed = true;
      cancelTimer?.();
    },
  };
}
