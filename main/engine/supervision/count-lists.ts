import type { Catalogue, McpSession } from '../mcp/mcp.ts';

/** All lists together; a server that is slow with one is not held up in getting ready. */
const CATALOGUE_MS = 30_000;

/** Counts what a server offers: one count at a time, and one more for all the changes that were told meanwhile. */
export function countLists(
  session: () => McpSession | null,
  onChange: () => void,
): { readonly counted: Catalogue | null; count(): void; close(): void } {
  let counted: Catalogue | null = null;
  let state: 'idle' | 'once' | 'again' | 'closed' = 'idle';

  async function run(): Promise<void> {
    do {
      state = 'once';
      const found = await session()?.catalogue(CATALOGUE_MS);
      if (isClosed() || found === undefined) return;
      counted = found;
      onChange();
    } while (isWantedAgain());
    state = 'idle';
  }

  // TypeScript would take what was assigned before the wait for what is there after it.
  const isClosed = (): boolean => state === 'closed';
  const isWantedAgain = (): boolean => state === 'again';

  return {
    get counted() {
      return counted;
    },
    count() {
      if (state === 'idle') void run();
      else if (state === 'once') state = 'again';
    },
    close() {
      state = 'closed';
    },
  };
}
