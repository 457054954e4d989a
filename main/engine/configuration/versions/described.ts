import type { z } from 'zod';

/** A piece of a JSON schema. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** What a value may be that is read by code of ours: another schema that says it, or a piece of JSON schema. */
export type Described = z.core.$ZodType | JsonSchema;

/** By the inner schema of a pipe: that one stays the same object when checks and defaults are added around it. */
const described = new WeakMap<z.core.$ZodType, Described>();

/** Says, for the JSON schema, what a schema takes whose own code tells nothing of it. */
export function takes<Schema extends { readonly def: { readonly in: z.core.$ZodType } }>(
  schema: Schema,
  what: Described,
): Schema {
  described.set(schema.def.in, what);
  return schema;
}

/** What was said by {@link takes} of a schema, or of what it was made from; undefined for one that speaks for itself. */
export function whatIsTaken(schema: z.core.$ZodType): Described | undefined {
  const { def } = schema._zod;
  return 'in' in def ? described.get(def.in as z.core.$ZodType) : undefined;
}
