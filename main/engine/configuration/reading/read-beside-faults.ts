import type { z } from 'zod';

/** Each round takes a level off the path of a fault; the schema goes 6 deep. */
const MAX_ROUNDS = 12;

/** What a value is beside its faults, and what they are. */
export interface ReadBesideFaults<Output> {
  readonly issues: readonly z.core.$ZodIssue[];
  /** Null where nothing of it can be read. */
  readonly found: Output | null;
}

/**
 * Reads a value by its schema. Where keys of it are wrong they are taken out, so that what is wrong with the others by
 * their meaning can be told at once; such a reading is good for nothing else. Changes `value`.
 */
export function readBesideFaults<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): ReadBesideFaults<z.output<Schema>> {
  let parsed = schema.safeParse(value);
  const issues = parsed.success ? [] : parsed.error.issues;
  for (let round = 0; round < MAX_ROUNDS && !parsed.success; round++) {
    const gone: (readonly PropertyKey[])[] = [];
    for (const { path } of parsed.error.issues) {
      // What stood in something that is out already must not take more with it.
      if (!gone.some((out) => out.every((step, at) => step === path[at]))) gone.push(takeOut(value, path));
    }
    parsed = schema.safeParse(value);
  }
  return { issues, found: parsed.success ? parsed.data : null };
}

/**
 * Gives the path of what was taken out. An item of a list becomes an empty object, for the places of the others tell where
 * they stand in the file.
 */
function takeOut(value: unknown, path: readonly PropertyKey[]): readonly PropertyKey[] {
  for (let length = path.length; length > 0; length--) {
    const holder = at(value, path.slice(0, length - 1));
    const key = path[length - 1] ?? '';
    if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key)) continue;
    if (!Array.isArray(holder)) Reflect.deleteProperty(holder, key);
    else if (isEmptyObject(holder[Number(key)])) continue;
    else holder[Number(key)] = {};
    return path.slice(0, length);
  }
  return path;
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = Reflect.get(found, key);
  }
  return found;
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
