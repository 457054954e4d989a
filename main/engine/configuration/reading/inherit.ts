import { parseDuration } from './duration.ts';
import { parseSize } from './size.ts';

/** What the file says in `defaults`, free of faults: plain values in the file's words. */
export type Inherited = Readonly<Record<string, unknown>>;

/** Two keys of a section, the second of which must not be below the first. */
const IN_ORDER = [
  { section: 'limits', low: 'memorySoft', high: 'memoryHard', read: parseSize },
  { section: 'instances', low: 'min', high: 'max', read: Number },
  { section: 'connections', low: 'min', high: 'max', read: Number },
  { section: 'timeouts', low: 'request', high: 'requestMax', read: parseDuration },
] as const;

/**
 * An entry of `mcpServers` with what it does not say itself from `defaults`, key by key. What is inherited gives way where
 * it does not fit what the entry says. The sizes of a pool are for an entry that asks for one.
 */
export function inherit(entry: unknown, inherited: Inherited): unknown {
  if (!isObject(entry) || Object.keys(inherited).length === 0) return entry;
  const whole: Record<string, unknown> = { ...entry };
  for (const [key, fallback] of Object.entries(inherited)) {
    const own = entry[key];
    if (key === 'instances') whole[key] = own === true ? fallback : merged(own, fallback);
    else if (own === undefined || own === true)
      whole[key] = own === true && !isObject(fallback) ? own : fallback;
    else whole[key] = merged(own, fallback);
    if (whole[key] === undefined) Reflect.deleteProperty(whole, key);
  }
  for (const { section, low, high, read } of IN_ORDER) {
    const [own, all] = [entry[section], whole[section]];
    if (!isObject(all) || all === own) continue;
    const [below, above] = [read(all[low]), read(all[high])];
    if (below === null || above === null || !(below > above)) continue;
    const isLowOwn = isObject(own) && own[low] !== undefined;
    whole[section] = isLowOwn ? { ...all, [high]: all[low] } : { ...all, [low]: all[high] };
  }
  whole['restart'] = withoutBoth(entry['restart'], whole['restart']);
  if (whole['restart'] === undefined) Reflect.deleteProperty(whole, 'restart');
  return whole;
}

function merged(own: unknown, fallback: unknown): unknown {
  return isObject(own) && isObject(fallback) ? { ...fallback, ...own } : own;
}

/** An end that the entry itself forbids to restart after is not inherited as one that forces it, and the other way round. */
function withoutBoth(own: unknown, all: unknown): unknown {
  if (!isObject(own) || !isObject(all)) return all;
  const others = { preventOn: 'forceOn', forceOn: 'preventOn' } as const;
  const whole = { ...all };
  for (const [key, other] of Object.entries(others)) {
    if (own[key] === undefined || own[other] !== undefined) continue;
    const said = listOf(own[key]);
    const rest = listOf(all[other]).filter((status) => !said.includes(status));
    if (all[other] !== undefined) whole[other] = rest;
  }
  return whole;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
