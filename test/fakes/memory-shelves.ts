import type { z } from 'zod';
import type { Shelf, Shelves } from '#engine/state/state.ts';

/** Shelves in memory that forget nothing. What is made with the same of them sees the same values, as after a restart. */
export function memoryShelves(): Shelves {
  const all = new Map<string, Map<string, { readonly atMs: number; readonly text: string }>>();
  return <Value>({
    name,
    schema,
  }: {
    readonly name: string;
    readonly schema: z.ZodType<Value>;
  }): Shelf<Value> => {
    const rows = all.get(name) ?? new Map<string, { atMs: number; text: string }>();
    all.set(name, rows);
    // As the real ones: through JSON, so that a value which does not survive that is seen.
    const parse = (text: string) => schema.parse(JSON.parse(text));
    return {
      put: (id, atMs, value) => void rows.set(id, { atMs, text: JSON.stringify(value) }),
      remove: (id) => void rows.delete(id),
      get(id) {
        const row = rows.get(id);
        return row === undefined ? null : parse(row.text);
      },
      newest: ({ fromMs = 0, toMs = Number.MAX_SAFE_INTEGER, limit = Number.MAX_SAFE_INTEGER } = {}) =>
        [...rows.values()]
          .filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
          .sort((a, b) => b.atMs - a.atMs)
          .slice(0, limit)
          .map(({ text }) => parse(text)),
    };
  };
}
