import type { Field, Option, Property } from './field.ts';
import { hintsOf } from './hints.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Deeper than this a form helps nobody, and a schema may contain itself. */
const DEEPEST = 8;
const SCALARS = ['string', 'number', 'integer', 'boolean'] as const;

/** The form for a tool's arguments: an object with the properties that the schema names. */
export function readSchema(schema: Schema): Field {
  const field = fieldOf(schema, schema, 0);
  // The protocol asks for an object; a schema that does not say so still means one.
  return field.kind === 'object' || field.kind === 'choice'
    ? field
    : { ...wordsOf(schema), kind: 'json', why: 'Its schema does not describe an object.' };
}

function fieldOf(given: unknown, root: Schema, depth: number): Field {
  if (given === true || given === undefined) return json({}, 'Anything may stand here.');
  if (!isSchema(given)) return json({}, 'Nothing fits here.');
  if (depth > DEEPEST) return json(given, 'It goes deeper than a form can show.');
  const schema = merged(resolved(given, root), root);
  if (schema === null) return json(given, 'A form can’t show this part of the schema.');

  if ('const' in schema) return options(schema, [optionOf(schema['const'], null)]);
  if (Array.isArray(schema['enum'])) return enumField(schema, schema['enum']);
  const alternatives = schema['oneOf'] ?? schema['anyOf'];
  if (Array.isArray(alternatives)) return alternativesField(schema, alternatives, root, depth);
  const { type } = schema;
  if (Array.isArray(type)) return typesField(schema, type, root, depth);
  switch (type ?? impliedType(schema)) {
    case 'string':
      return { ...wordsOf(schema), kind: 'text' };
    case 'number':
    case 'integer':
      return { ...wordsOf(schema), kind: 'number', integer: type === 'integer' };
    case 'boolean':
      return { ...wordsOf(schema), kind: 'boolean' };
    case 'null':
      return options(schema, [optionOf(null, null)]);
    case 'object':
      return objectField(schema, root, depth);
    case 'array':
      return listField(schema, root, depth);
    default:
      return json(schema, 'The schema does not say what kind of value it is.');
  }
}

function objectField(schema: Schema, root: Schema, depth: number): Field {
  const named = isSchema(schema['properties']) ? schema['properties'] : {};
  const open = isSchema(schema['additionalProperties']) || isSchema(schema['patternProperties']);
  if (open && Object.keys(named).length === 0) return json(schema, 'Its names are free.');
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const properties = Object.entries(named).map(
    ([name, own]): Property => ({
      name,
      required: required.includes(name),
      field: fieldOf(own, root, depth + 1),
    }),
  );
  return { ...wordsOf(schema), kind: 'object', properties };
}

function listField(schema: Schema, root: Schema, depth: number): Field {
  if (Array.isArray(schema['prefixItems']) || Array.isArray(schema['items'])) {
    return json(schema, 'Each of its places takes another kind of value.');
  }
  const { minItems: least, maxItems: most } = schema;
  return {
    ...wordsOf(schema),
    kind: 'list',
    item: fieldOf(schema['items'], root, depth + 1),
    least: typeof least === 'number' ? least : 0,
    most: typeof most === 'number' ? most : Number.POSITIVE_INFINITY,
  };
}

/** Choices that are all constants are one list of options; with `null` beside one other it is that one, or nothing. */
function alternativesField(schema: Schema, given: readonly unknown[], root: Schema, depth: number): Field {
  const all = given.map((one) => (isSchema(one) ? merged(resolved(one, root), root) : null));
  const schemas = all.filter((one) => one !== null);
  if (schemas.length !== all.length) return json(schema, 'A form can’t show one of its choices.');
  const nothing = schemas.filter((one) => one['type'] === 'null');
  const rest = schemas.filter((one) => one['type'] !== 'null');
  const first = rest[0];
  if (rest.length === 1 && first !== undefined) {
    const { oneOf: _one, anyOf: _any, ...outside } = schema;
    const field = fieldOf({ ...first, ...withoutType(outside) }, root, depth);
    return { ...field, nullable: field.nullable || nothing.length > 0 };
  }
  if (schemas.every((one) => 'const' in one)) {
    return options(
      schema,
      schemas.map((one) => optionOf(one['const'], textOf(one['title']))),
    );
  }
  const choices = rest.map((one, index) => ({
    words: textOf(one['title']) ?? textOf(one['description']) ?? kindWords(one, index),
    // What stands beside the choices counts for each of them.
    field: fieldOf(besides(bare(schema), one), root, depth + 1),
  }));
  return { ...wordsOf(schema), kind: 'choice', choices, nullable: nothing.length > 0 };
}

function typesField(schema: Schema, types: readonly unknown[], root: Schema, depth: number): Field {
  const rest = types.filter((type) => type !== 'null');
  const nullable = rest.length < types.length;
  const [first] = rest;
  if (rest.length === 1) return { ...fieldOf({ ...schema, type: first }, root, depth), nullable };
  if (rest.length === 0) return options(schema, [optionOf(null, null)]);
  const choices = rest.map((type) => ({
    words: String(type),
    field: fieldOf({ ...bare(schema), type }, root, depth + 1),
  }));
  return { ...wordsOf(schema), kind: 'choice', choices, nullable };
}

function enumField(schema: Schema, values: readonly unknown[]): Field {
  const names = Array.isArray(schema['enumNames']) ? schema['enumNames'] : [];
  return options(
    schema,
    values.map((value, index) => optionOf(value, textOf(names[index]))),
  );
}

function options(schema: Schema, all: readonly Option[]): Field {
  return { ...wordsOf(schema), kind: 'options', options: all };
}

function optionOf(value: unknown, title: string | null): Option {
  return { words: title ?? (typeof value === 'string' ? value : JSON.stringify(value)), value };
}

function json(schema: Schema, why: string): Field {
  return { ...wordsOf(schema), kind: 'json', why };
}

function wordsOf(schema: Schema) {
  const examples = schema['examples'];
  return {
    title: textOf(schema['title']),
    description: textOf(schema['description']),
    hints: hintsOf(schema, Array.isArray(examples) ? examples : []),
    initial: schema['default'],
    nullable: false,
  };
}

/** Follows references inside the schema; null for one that leads nowhere or in a circle. */
function resolved(schema: Schema, root: Schema): Schema | null {
  let found = schema;
  for (let steps = 0; typeof found['$ref'] === 'string'; steps += 1) {
    const target = steps < DEEPEST ? pointed(root, found['$ref']) : null;
    if (target === null) return null;
    const { $ref: _reference, ...beside } = found;
    found = { ...target, ...beside };
  }
  return found;
}

function pointed(root: Schema, reference: string): Schema | null {
  if (reference === '#') return root;
  if (!reference.startsWith('#/')) return null;
  let at: unknown = root;
  for (const part of reference.slice(2).split('/')) {
    const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    at = typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as Schema)[key] : undefined;
  }
  return isSchema(at) ? at : null;
}

/** `allOf` of objects as one object; null for what a form can't put together. */
function merged(schema: Schema | null, root: Schema): Schema | null {
  if (schema === null || !Array.isArray(schema['allOf'])) return schema;
  const { allOf, ...outside } = schema;
  let all: Schema = outside;
  for (const given of allOf as readonly unknown[]) {
    const part = isSchema(given) ? merged(resolved(given, root), root) : null;
    if (part === null) return null;
    all = besides(all, part);
  }
  return all;
}

/** Both schemas as one that asks for what either asks for. */
function besides(one: Schema, other: Schema): Schema {
  const { oneOf: _one, anyOf: _any, ...outside } = one;
  const lists = ['required'].flatMap((key) => {
    const both = [outside[key], other[key]].filter(Array.isArray).flat();
    return both.length === 0 ? [] : [[key, both]];
  });
  const maps = ['properties', '$defs', 'definitions'].flatMap((key) => {
    const both = [outside[key], other[key]].filter(isSchema);
    return both.length === 0 ? [] : [[key, Object.assign({}, ...both)]];
  });
  return { ...outside, ...other, ...Object.fromEntries([...lists, ...maps]) };
}

/** Without what is said of the whole and not of each choice. */
function bare({ title: _title, description: _description, default: _default, ...rest }: Schema): Schema {
  return rest;
}

function withoutType({ type: _type, ...rest }: Schema): Schema {
  return rest;
}

function impliedType(schema: Schema): string | undefined {
  if (isSchema(schema['properties'])) return 'object';
  return 'items' in schema ? 'array' : undefined;
}

function kindWords(schema: Schema, index: number): string {
  const type = schema['type'] ?? impliedType(schema);
  const isScalar = (SCALARS as readonly unknown[]).includes(type);
  return isScalar ? String(type) : `${typeof type === 'string' ? type : 'choice'} ${index + 1}`;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
