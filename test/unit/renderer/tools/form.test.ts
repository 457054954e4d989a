import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkArguments } from '../../../../renderer/screens/server/tools/form/check-arguments.ts';
import { beginning, type Entry, isConstant } from '../../../../renderer/screens/server/tools/form/entry.ts';
import type { Field } from '../../../../renderer/screens/server/tools/form/field.ts';
import { fillForm, readForm } from '../../../../renderer/screens/server/tools/form/read-entry.ts';
import { readSchema } from '../../../../renderer/screens/server/tools/form/read-schema.ts';

type Schema = Record<string, unknown>;

/** A schema and a value that it takes, of all that forms show. */
interface Pair {
  readonly schema: Schema;
  readonly value: unknown;
}

const pairs = fc.letrec<{ any: Pair; object: Pair }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.record({ schema: fc.constant({ type: 'string' }), value: fc.string({ minLength: 1 }) }),
    fc.record({ schema: fc.constant({ type: 'integer' }), value: fc.integer() }),
    fc.record({
      schema: fc.constant({ type: 'number', minimum: -1e6 }),
      value: fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0),
    }),
    fc.record({ schema: fc.constant({ type: 'boolean' }), value: fc.boolean() }),
    fc.record({ schema: fc.constant({ enum: ['a', 'b', 3, null] }), value: fc.constantFrom('a', 'b', 3) }),
    fc.record({
      schema: fc.constant({ oneOf: [{ const: 'x', title: 'Ex' }, { const: 'y' }] }),
      value: fc.constantFrom('x', 'y'),
    }),
    tie('any').map(({ schema, value }) => ({ schema: { anyOf: [schema, { type: 'null' }] }, value })),
    fc.tuple(tie('any'), fc.integer({ min: 1, max: 3 })).map(([{ schema, value }, times]) => ({
      schema: { type: 'array', items: schema, minItems: 1 },
      value: Array.from({ length: times }, () => value),
    })),
    fc.tuple(tie('object'), tie('object'), fc.boolean()).map(([one, other, first]) => ({
      schema: { oneOf: [tagged(one.schema, 'one'), tagged(other.schema, 'other')] },
      value: { ...((first ? one : other).value as object), tag: first ? 'one' : 'other' },
    })),
    tie('object'),
  ),
  object: fc
    .dictionary(fc.stringMatching(/^[a-z/~]{1,4}$/), fc.tuple(tie('any'), fc.boolean()), {
      minKeys: 1,
      maxKeys: 3,
    })
    .map((properties) => ({
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(
          Object.entries(properties).map(([name, [{ schema }]]) => [name, schema]),
        ),
        required: Object.entries(properties).flatMap(([name, [, required]]) => (required ? [name] : [])),
      },
      value: Object.fromEntries(Object.entries(properties).map(([name, [{ value }]]) => [name, value])),
    })),
}));

function tagged(schema: Schema, tag: string): Schema {
  return {
    ...schema,
    properties: { ...(schema['properties'] as Schema), tag: { const: tag } },
    required: [...(schema['required'] as string[]), 'tag'],
  };
}

/** Every input filled in, as a patient person would. */
function filled(field: Field, entry: Entry): Entry {
  if (field.kind === 'text') return { kind: 'text', text: 'typed' };
  if (field.kind === 'number') return { kind: 'number', text: field.integer ? '7' : '0.5' };
  if (field.kind === 'boolean') return { kind: 'boolean', value: true };
  if (field.kind === 'options') return { kind: 'options', at: 0 };
  if (field.kind === 'object' && entry.kind === 'object') {
    const entries = field.properties.map(({ name, field: own }) => {
      const before = entry.entries[name];
      return [name, before === undefined ? beginning(own) : filled(own, before)] as const;
    });
    return { kind: 'object', entries: Object.fromEntries(entries) };
  }
  if (field.kind === 'list') return { kind: 'list', entries: [filled(field.item, beginning(field.item))] };
  if (field.kind === 'choice') {
    const first = field.choices[0];
    return first === undefined
      ? entry
      : { kind: 'choice', at: 0, entry: filled(first.field, beginning(first.field)) };
  }
  return entry;
}

test('what a form gives fits its schema once every input is filled in', () => {
  fc.assert(
    fc.property(pairs.object, ({ schema }) => {
      const field = readSchema(schema);
      // Deep ones end in JSON, which nothing here could fill in.
      fc.pre(!JSON.stringify(field).includes('"kind":"json"'));
      const { value, problems } = readForm(field, filled(field, beginning(field)));
      expect(problems).toEqual([]);
      expect(checkArguments(schema, value)).toEqual({ kind: 'valid' });
    }),
  );
});

test('a form filled from JSON gives the same JSON back, or says that it can’t show it', () => {
  let shown = 0;
  fc.assert(
    fc.property(pairs.object, ({ schema, value }) => {
      fc.pre(checkArguments(schema, value).kind === 'valid');
      const field = readSchema(schema);
      const entry = fillForm(field, value);
      if (entry === null) return;
      shown += 1;
      expect(readForm(field, entry).value).toEqual(value);
    }),
    { numRuns: 300 },
  );
  expect(shown).toBeGreaterThan(200);
});

test('an empty form of optional inputs sends nothing', () => {
  fc.assert(
    fc.property(pairs.object, ({ schema }) => {
      const field = readSchema({ ...schema, required: [] });
      expect(readForm(field, beginning(field))).toEqual({ value: {}, problems: [] });
    }),
  );
});

test('whatever the schema, there is a form or a reason', () => {
  fc.assert(
    fc.property(fc.object({ maxDepth: 4, key: fc.constantFrom(...KEYWORDS) }), (schema) => {
      const field = readSchema(schema as Schema);
      readForm(field, beginning(field));
      if (field.kind === 'json') expect(field.why).not.toBe('');
    }),
  );
});
const KEYWORDS = [
  'type',
  'properties',
  'items',
  'oneOf',
  'anyOf',
  'allOf',
  '$ref',
  'enum',
  'const',
  'required',
  'a',
];

test('defaults stand in the form, but not inside of what is optional', () => {
  const schema = {
    type: 'object',
    properties: {
      limit: { type: 'integer', default: 10 },
      deep: { type: 'object', properties: { depth: { type: 'integer', default: 3 } } },
      must: { type: 'object', properties: { depth: { type: 'integer', default: 3 } } },
    },
    required: ['must'],
  };
  const field = readSchema(schema);
  expect(readForm(field, beginning(field)).value).toEqual({ limit: 10, must: { depth: 3 } });
});

test('an optional value in the way of Python is one field and not a choice', () => {
  const field = readSchema({
    type: 'object',
    properties: {
      name: { anyOf: [{ type: 'string' }, { type: 'null' }], default: null, title: 'Name' },
      must: { type: ['integer', 'null'] },
    },
    required: ['must'],
  });
  expect(field).toMatchObject({
    properties: [
      { name: 'name', field: { kind: 'text', nullable: true, title: 'Name' } },
      { name: 'must', field: { kind: 'number', integer: true, nullable: true } },
    ],
  });
  expect(readForm(field, beginning(field)).value).toEqual({ must: null });
});

test('references are followed, and a schema that contains itself ends in JSON', () => {
  const field = readSchema({
    type: 'object',
    properties: { tree: { $ref: '#/$defs/node' }, lost: { $ref: 'https://elsewhere/schema' } },
    $defs: {
      node: { type: 'object', properties: { name: { type: 'string' }, next: { $ref: '#/$defs/node' } } },
    },
  });
  expect(field).toMatchObject({
    properties: [
      { name: 'tree', field: { kind: 'object', properties: [{ name: 'name' }, { name: 'next' }] } },
      { name: 'lost', field: { kind: 'json', why: expect.stringMatching(/./) } },
    ],
  });
  expect(JSON.stringify(field)).toContain('deeper than a form can show');
});

test('a constant is no question, and goes along with its object', () => {
  const kind = (value: string) => ({
    type: 'object',
    properties: { kind: { const: value }, size: { type: 'number' } },
    required: ['kind', 'size'],
  });
  const field = readSchema({
    type: 'object',
    properties: { shape: { oneOf: [kind('circle'), kind('square')] } },
  });
  expect(readForm(field, beginning(field)).value).toEqual({});
  const entry = fillForm(field, { shape: { kind: 'square', size: 2 } });
  expect(entry).toMatchObject({ entries: { shape: { kind: 'choice', at: 1 } } });
  const shape = field.kind === 'object' ? field.properties[0]?.field : undefined;
  const first = shape?.kind === 'choice' ? shape.choices[0]?.field : undefined;
  expect(first?.kind === 'object' && first.properties[0] && isConstant(first.properties[0].field)).toBe(true);
});

test('what is missing or wrong is told at its place', () => {
  const schema = {
    type: 'object',
    properties: { path: { type: 'string', minLength: 2 }, 'a/b': { type: 'object', required: ['x'] } },
    required: ['path', 'lines'],
  };
  expect(checkArguments(schema, { path: 'x', 'a/b': {} })).toEqual({
    kind: 'invalid',
    problems: [
      { at: '#/lines', why: 'It is required.' },
      { at: '#/path', why: expect.stringContaining('too short') },
      { at: '#/a~1b/x', why: 'It is required.' },
    ],
  });
  const field = readSchema({ type: 'object', properties: { n: { type: 'number' } } });
  expect(readForm(field, { kind: 'object', entries: { n: { kind: 'number', text: 'ten' } } })).toEqual({
    value: {},
    problems: [{ at: '#/n', why: 'This is no number.' }],
  });
});

test('a broken schema does not stand in the way', () => {
  const schema = { type: 'object', properties: { a: { $ref: '#/nowhere' } } };
  expect(checkArguments(schema, { a: 1 }).kind).toBe('unchecked');
  expect(checkArguments(schema, {}).kind).toBe('valid');
});

test('a schema is left as it was, however often it is used', () => {
  const inner = Object.freeze({ type: 'string', $id: 'inner' });
  const schema = Object.freeze({ type: 'object', properties: Object.freeze({ a: inner }) });
  for (let times = 0; times < 2; times += 1)
    expect(checkArguments(schema, { a: 'x' })).toEqual({ kind: 'valid' });
  expect(Object.getOwnPropertyNames(inner)).toEqual(['type', '$id']);
});
