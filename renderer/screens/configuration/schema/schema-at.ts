/** A piece of the JSON schema, as far as the editor reads it. */
export type Schema = Readonly<Record<string, unknown>>;

/** What may stand at a place: every alternative of the schema that leads there. */
export type Alternatives = readonly Schema[];

const MOST_DEPTH = 12;

/**
 * The alternatives of a schema at a path of keys and indices.
 * References and alternatives (`$ref`, `anyOf`, `oneOf`, `allOf`) are followed; a place that the schema leaves open has none.
 */
export function schemaAt(root: Schema, path: readonly (string | number)[]): Alternatives {
  let here = alternatives(root, root, MOST_DEPTH);
  for (const step of path) {
    here = here
      .flatMap((schema) => childrenOf(schema, step))
      .flatMap((schema) => alternatives(root, schema, MOST_DEPTH));
  }
  return here;
}

/** The keys that an object at a place may have, each with its schema; the first that names one describes it. */
export function keysAt(root: Schema, path: readonly (string | number)[]): ReadonlyMap<string, Schema> {
  const keys = new Map<string, Schema>();
  for (const schema of schemaAt(root, path)) {
    for (const [key, value] of Object.entries(objectOf(schema['properties']) ?? {})) {
      const property = objectOf(value);
      if (property !== null && !keys.has(key)) keys.set(key, property);
    }
  }
  return keys;
}

/** What may be written at a place, where the schema names it: of `enum`, `const`, `default`, `examples`, true and false. */
export function valuesAt(root: Schema, path: readonly (string | number)[]): readonly unknown[] {
  const values = schemaAt(root, path).flatMap((schema) => [
    ...listOf(schema['enum']),
    ...('const' in schema ? [schema['const']] : []),
    ...('default' in schema ? [schema['default']] : []),
    ...listOf(schema['examples']),
    ...(schema['type'] === 'boolean' ? [true, false] : []),
  ]);
  const seen = new Set<string>();
  return values.filter((value) => {
    const text = JSON.stringify(value);
    if (text === undefined || typeof value === 'object' || seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

/** The first description at a place; null where there is none. */
export function descriptionAt(root: Schema, path: readonly (string | number)[]): string | null {
  const parent = path.at(-1);
  const direct =
    typeof parent === 'string' ? keysAt(root, path.slice(0, -1)).get(parent)?.['description'] : undefined;
  if (typeof direct === 'string') return direct;
  for (const schema of schemaAt(root, path)) {
    if (typeof schema['description'] === 'string') return schema['description'];
  }
  return null;
}

export function typesOf(schemas: Alternatives): ReadonlySet<string> {
  return new Set(
    schemas.flatMap((schema) => {
      const { type } = schema;
      if (typeof type === 'string') return [type];
      return listOf(type).filter((one) => typeof one === 'string');
    }),
  );
}

function childrenOf(schema: Schema, step: string | number): Schema[] {
  if (typeof step === 'number') return objectsOf([schema['items']]);
  const properties = objectOf(schema['properties']);
  const own = properties !== null && Object.hasOwn(properties, step) ? objectOf(properties[step]) : null;
  if (own !== null) return [own];
  const patterned = Object.entries(objectOf(schema['patternProperties']) ?? {})
    .filter(([pattern]) => matches(pattern, step))
    .flatMap(([, value]) => objectsOf([value]));
  if (patterned.length > 0) return patterned;
  return objectsOf([schema['additionalProperties']]);
}

function alternatives(root: Schema, schema: Schema, depth: number): Schema[] {
  if (depth === 0) return [];
  const target = typeof schema['$ref'] === 'string' ? resolve(root, schema['$ref']) : null;
  const inner = [
    ...(target === null ? [] : [target]),
    ...objectsOf([...listOf(schema['anyOf']), ...listOf(schema['oneOf']), ...listOf(schema['allOf'])]),
  ];
  return [schema, ...inner.flatMap((one) => alternatives(root, one, depth - 1))];
}

function resolve(root: Schema, reference: string): Schema | null {
  if (!reference.startsWith('#')) return null;
  const steps = reference.slice(1).split('/').slice(1);
  return steps.reduce<Schema | null>((here, step) => {
    const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    return here === null ? null : objectOf(here[key]);
  }, root);
}

function matches(pattern: string, key: string): boolean {
  try {
    return new RegExp(pattern).test(key);
  } catch {
    // A pattern that this engine does not know tells nothing.
    return false;
  }
}

export function objectOf(value: unknown): Schema | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : null;
}

function objectsOf(values: readonly unknown[]): Schema[] {
  return values.map(objectOf).filter((one) => one !== null);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
