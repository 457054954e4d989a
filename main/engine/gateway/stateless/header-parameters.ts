import { isObject } from '../bridge/meta.ts';

/** An argument of a tool that clients of the modern era repeat in a header, `Mcp-Param-<header>`. */
export interface HeaderParameter {
  readonly header: string;
  readonly path: readonly string[];
  readonly isNumber: boolean;
}

type Schema = Readonly<Record<string, unknown>>;

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const TYPES: ReadonlySet<unknown> = new Set(['string', 'integer', 'boolean', 'number']);
const NONE: readonly HeaderParameter[] = [];

/** A schema object lives as long as the catalogue that it came with. */
const known = new WeakMap<Schema, readonly HeaderParameter[]>();

/**
 * Those that the schema marks with `x-mcp-header`, at any depth of `properties`. What is marked against the rules
 * (another type, no header name) is passed over: clients must not send it.
 */
export function headerParameters(schema: Schema): readonly HeaderParameter[] {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const found: HeaderParameter[] = [];
  collect(schema, [], found);
  const parameters = found.length === 0 ? NONE : found;
  known.set(schema, parameters);
  return parameters;
}

/** Schemas may be written by anybody. */
const MAX_DEPTH = 20;

function collect(schema: Schema, path: readonly string[], found: HeaderParameter[]): void {
  const header = schema['x-mcp-header'];
  const { type } = schema;
  if (path.length > 0 && typeof header === 'string' && TOKEN.test(header) && TYPES.has(type)) {
    found.push({ header, path, isNumber: type === 'integer' || type === 'number' });
  }
  if (path.length === MAX_DEPTH || !isObject(schema['properties'])) return;
  for (const [key, child] of Object.entries(schema['properties'])) {
    if (isObject(child)) collect(child, [...path, key], found);
  }
}
