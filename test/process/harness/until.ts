import { setTimeout as sleep } from 'node:timers/promises';

/** For what must happen, on a machine that may be busy: no test depends on being fast. */
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 20;

/**
 * Looks until the answer is neither false, null nor undefined, and gives it back. Throws after a minute, or after
 * `limitMs` where the product promises a bound; `seen` then says what there was instead.
 */
export async function until<Value>(
  what: string,
  look: () => Value | Promise<Value>,
  { limitMs = PATIENCE_MS, seen }: { readonly limitMs?: number; readonly seen?: () => unknown } = {},
): Promise<Exclude<Value, false | null | undefined>> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const value = await look();
    if (value !== false && value !== null && value !== undefined) {
      return value as Exclude<Value, false | null | undefined>;
    }
    if (performance.now() > deadline) {
      const instead = seen === undefined ? '' : `; instead: ${JSON.stringify(await seen())}`;
      throw new Error(`not within ${limitMs / 1000} s: ${what}${instead}`);
    }
    await sleep(LOOK_EVERY_MS);
  }
}
