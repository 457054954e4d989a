import type { CombinedNames } from '../guard/combined-names.ts';
import { LISTS, type ListMethod } from '../line/lists.ts';
import type { Hub } from '../relay/hub.ts';
import type { Shown } from './offer.ts';

type Params = Readonly<Record<string, unknown>>;

/** What a client is shown of one server's list. */
export interface Part {
  readonly hub: Hub;
  readonly shown: Extract<Shown, { ok: true }>;
}

export interface Joined {
  readonly items: readonly Params[];
  readonly text: string;
}

/** Clients that see different things of the same servers, of which the lists are kept. */
const KEPT_MAX = 8;

/** The lists of all servers as one. Kept as long as it would come out the same, since a thousand tools take milliseconds. */
export class JoinedLists {
  readonly #kept = new Map<ListMethod, (Joined & { readonly of: readonly unknown[] })[]>();

  /**
   * @param names null for lists whose items go by their URIs
   * @param isShown by the name of an item here and its server; null shows all
   */
  join(
    method: ListMethod,
    parts: readonly Part[],
    names: CombinedNames | null,
    only: { readonly names: ReadonlySet<string>; readonly alwaysOf: string } | null,
  ): Joined {
    const of = [names, only?.names ?? null, ...parts.flatMap(({ hub, shown }) => [hub, shown.text])];
    const kept = this.#kept.get(method) ?? [];
    this.#kept.set(method, kept);
    const found = kept.find(
      (one) => one.of.length === of.length && one.of.every((part, at) => part === of[at]),
    );
    if (found !== undefined) return found;
    const items =
      names === null
        ? withoutTwins(parts.flatMap(({ shown }) => shown.items()))
        : parts.flatMap(({ hub, shown }) =>
            shown.items().flatMap((item) => {
              const name = names.toCombined(hub.name, String(item['name']));
              if (name === null) return [];
              const isShown = only === null || only.names.has(name) || hub.name === only.alwaysOf;
              return isShown ? [{ ...item, name }] : [];
            }),
          );
    const joined = { of, items, text: JSON.stringify({ [LISTS[method].key]: items }) };
    kept.unshift(joined);
    kept.splice(KEPT_MAX);
    return joined;
  }
}

/** Of several servers that offer the same URI the first has it. */
function withoutTwins(items: readonly Params[]): readonly Params[] {
  const seen = new Set<unknown>();
  return items.filter((item) => {
    const id = item['uri'] ?? item['uriTemplate'];
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}
