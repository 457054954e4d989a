import type { Field, Property } from './field.ts';

/** What was put into a field: the same tree as the field's, and texts as they were typed. */
export type Entry =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean | null }
  | { readonly kind: 'options'; readonly at: number | null }
  | { readonly kind: 'object'; readonly entries: Readonly<Record<string, Entry>> }
  | { readonly kind: 'list'; readonly entries: readonly Entry[] }
  | { readonly kind: 'choice'; readonly at: number; readonly entry: Entry }
  | { readonly kind: 'json'; readonly text: string };

/** The form as it begins: with the schema's defaults where it has some. */
export function beginning(field: Field): Entry {
  return begun(field, true);
}

/** The entry of a choice after one of its choices was taken; -1 for none. */
export function chosen(field: Extract<Field, { kind: 'choice' }>, at: number, withDefaults = true): Entry {
  const choice = field.choices[at];
  return { kind: 'choice', at, entry: choice === undefined ? NOTHING : begun(choice.field, withDefaults) };
}

const NOTHING: Entry = { kind: 'json', text: '' };
/** A list that asks for more entries begins with fewer: nobody reads so many empty fields. */
const MOST_EMPTY_ENTRIES = 20;

function begun(field: Field, withDefaults: boolean): Entry {
  const filled = withDefaults && field.initial !== undefined ? fill(field, field.initial) : null;
  if (filled !== null) return filled;
  switch (field.kind) {
    case 'text':
    case 'number':
    case 'json':
      return { kind: field.kind, text: '' };
    case 'boolean':
      return { kind: 'boolean', value: null };
    case 'options':
      return { kind: 'options', at: isConstant(field) ? 0 : null };
    case 'object':
      return {
        kind: 'object',
        entries: Object.fromEntries(
          field.properties.map((property) => [property.name, propertyBegun(property, withDefaults)]),
        ),
      };
    case 'list': {
      const length = withDefaults ? Math.min(field.least, MOST_EMPTY_ENTRIES) : 0;
      return { kind: 'list', entries: Array.from({ length }, () => begun(field.item, withDefaults)) };
    }
    case 'choice':
      return chosen(field, field.nullable ? -1 : 0, withDefaults);
    default:
      return assertNever(field);
  }
}

/** What is optional begins empty: a default deep inside would make the whole of it count as given. */
function propertyBegun({ field, required }: Property, withDefaults: boolean): Entry {
  if (required) return begun(field, withDefaults);
  const filled = withDefaults && field.initial !== undefined ? fill(field, field.initial) : null;
  return filled ?? unfilled(field);
}

/** An optional field to which nothing was said. */
function unfilled(field: Field): Entry {
  if (field.kind === 'options') return { kind: 'options', at: null };
  if (field.kind === 'choice') return chosen(field, -1);
  if (field.kind === 'list') return { kind: 'list', entries: [] };
  return begun(field, false);
}

/** Whether it can only be one value: then it is no question. */
export function isConstant(field: Field): boolean {
  return field.kind === 'options' && field.options.length === 1 && !field.nullable;
}

/** The form filled with a value; null when it can't show all of it. */
export function fill(field: Field, value: unknown): Entry | null {
  // Nothing says more than an empty field here.
  if (value === null && field.nullable) return unfilled(field);
  switch (field.kind) {
    case 'text':
      return typeof value === 'string' ? { kind: 'text', text: value } : null;
    case 'number':
      return typeof value === 'number' ? { kind: 'number', text: String(value) } : null;
    case 'boolean':
      return typeof value === 'boolean' ? { kind: 'boolean', value } : null;
    case 'options': {
      const at = field.options.findIndex((option) => same(option.value, value));
      return at === -1 ? null : { kind: 'options', at };
    }
    case 'object':
      return fillObject(field, value);
    case 'list': {
      if (!Array.isArray(value)) return null;
      const entries = value.map((one) => fill(field.item, one));
      return entries.includes(null) ? null : { kind: 'list', entries: entries.filter((one) => one !== null) };
    }
    case 'choice': {
      for (const [at, choice] of field.choices.entries()) {
        const entry = fill(choice.field, value);
        if (entry !== null) return { kind: 'choice', at, entry };
      }
      return null;
    }
    case 'json':
      return { kind: 'json', text: JSON.stringify(value, null, 2) };
    default:
      return assertNever(field);
  }
}

function fillObject(field: Extract<Field, { kind: 'object' }>, value: unknown): Entry | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const given = value as Readonly<Record<string, unknown>>;
  if (Object.keys(given).some((name) => !field.properties.some((property) => property.name === name)))
    return null;
  const entries: [string, Entry][] = [];
  for (const { name, field: own } of field.properties) {
    const entry = Object.hasOwn(given, name) ? fill(own, given[name]) : unfilled(own);
    if (entry === null) return null;
    entries.push([name, entry]);
  }
  return { kind: 'object', entries: Object.fromEntries(entries) };
}

/** Whether two JSON values are the same, whatever the order of an object's names. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every(
      (name) =>
        Object.hasOwn(other, name) &&
        same((one as Record<string, unknown>)[name], (other as Record<string, unknown>)[name]),
    )
  );
}

function assertNever(field: never): never {
  throw new Error(`unknown field: ${JSON.stringify(field)}`);
}
