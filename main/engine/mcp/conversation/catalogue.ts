import type { Clock } from '../../ports.ts';
import type { Answer } from '../connection.ts';
import type { Catalogue, Negotiated } from '../mcp.ts';
import { isRecord } from '../message.ts';

/** A server that never stops giving pages is counted up to here. */
const MAX_PAGES = 100;

type ListName = keyof Catalogue;
export type Ask = (method: string, params: object, timeoutMs: number) => Promise<Answer>;

/** Counts what the server offers, all three lists within `timeoutMs`. A list that fails is null, never a guess. */
export async function countCatalogue(
  ask: Ask,
  capabilities: Negotiated['capabilities'],
  timeoutMs: number,
  clock: Clock,
): Promise<Catalogue> {
  const endsAt = clock.monotonic() + timeoutMs;
  const count = (name: ListName) => (capabilities[name] ? countList(ask, name, endsAt, clock) : null);
  const [tools, resources, prompts] = await Promise.all([
    count('tools'),
    count('resources'),
    count('prompts'),
  ]);
  return { tools, resources, prompts };
}

async function countList(ask: Ask, name: ListName, endsAt: number, clock: Clock): Promise<number | null> {
  const seen = new Set<string>();
  let cursor: string | undefined;
  let total = 0;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const leftMs = endsAt - clock.monotonic();
    if (leftMs <= 0) return null;
    const answer = await ask(`${name}/list`, cursor === undefined ? {} : { cursor }, leftMs);
    if (answer.kind !== 'result' || !isRecord(answer.result)) return null;
    const items = answer.result[name];
    if (!Array.isArray(items)) return null;
    total += items.length;
    const next = answer.result['nextCursor'];
    // A cursor that comes again would go round for ever.
    if (typeof next !== 'string' || seen.has(next)) return total;
    seen.add(next);
    cursor = next;
  }
  return total;
}
