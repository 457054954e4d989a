import { type Entry, fill, isConstant, same } from './entry.ts';
import type { Field } from './field.ts';

/** A part of the form that holds no value: where (`#/a/0`), and why. */
export interface EntryProblem {
  readonly at: string;
  readonly why: string;
}

export interface Reading {
  /** Undefined when nothing was put in, and nothing has to be. */
  readonly value: unknown;
  readonly problems: readonly EntryProblem[];
}

/** The value of a whole form; an object in any case. */
export function readForm(field: Field, entry: Entry): Reading {
  const { value, problems } = read(field, entry, true, '#');
  return { value: value ?? {}, problems };
}

/** The form filled with a value; null when the form would not give the same value back. */
export function fillForm(field: Field, value: unknown): Entry | null {
  const entry = fill(field, value);
  return entry !== null && same(readForm(field, entry).value, value) ? entry : null;
}

/**
 * The value of one field. Left out where nothing was put in, unless it is required: then it is what its kind has for
 * nothing (an empty text, list or object), `null` where that fits, and missing otherwise, which the schema tells.
 */
function read(field: Field, entry: Entry, required: boolean, at: string): Reading {
  if (field.kind === 'text' && entry.kind === 'text') {
    if (entry.text !== '') return valued(entry.text);
    return required ? valued(field.nullable ? null : '') : NOTHING;
  }
  if (field.kind === 'number' && entry.kind === 'number')
    return readNumber(entry.text, required && field.nullable, at);
  if (field.kind === 'boolean' && entry.kind === 'boolean') {
    if (entry.value !== null) return valued(entry.value);
    return required && field.nullable ? valued(null) : NOTHING;
  }
  if (field.kind === 'options' && entry.kind === 'options') {
    const option = entry.at === null ? undefined : field.options[entry.at];
    if (option !== undefined) return valued(option.value);
    return required && field.nullable ? valued(null) : NOTHING;
  }
  if (field.kind === 'object' && entry.kind === 'object')
    return readObject(field, entry.entries, required, at);
  if (field.kind === 'list' && entry.kind === 'list') return readList(field, entry.entries, required, at);
  if (field.kind === 'choice' && entry.kind === 'choice') {
    const choice = field.choices[entry.at];
    if (choice === undefined) return NOTHING;
    const reading = read(choice.field, entry.entry, required && !field.nullable, at);
    return reading.value === undefined && required && field.nullable ? { ...reading, value: null } : reading;
  }
  if (entry.kind === 'json') return readJson(entry.text, at);
  return NOTHING;
}

function readNumber(text: string, asNull: boolean, at: string): Reading {
  if (text.trim() === '') return asNull ? valued(null) : NOTHING;
  const value = Number(text);
  return Number.isFinite(value) ? valued(value) : refused(at, 'This is no number.');
}

function readObject(
  field: Extract<Field, { kind: 'object' }>,
  entries: Readonly<Record<string, Entry>>,
  required: boolean,
  at: string,
): Reading {
  const readings = field.properties.flatMap(({ name, required: needed, field: own }) => {
    const entry = entries[name];
    if (entry === undefined) return [];
    const inside = `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return [{ name, needed, ...read(own, entry, needed, inside), own, entry }];
  });
  const problems = readings.flatMap((reading) => reading.problems);
  // An optional one counts as given once something in it is.
  const begun =
    problems.length > 0 ||
    readings.some(({ own, entry }) => !isConstant(own) && read(own, entry, false, at).value !== undefined);
  if (!required && !begun) return NOTHING;
  if (required && !begun && field.nullable) return valued(null);
  const given = readings
    .filter(({ value }) => value !== undefined)
    .map(({ name, value }) => [name, value] as const);
  return { value: Object.fromEntries(given), problems };
}

function readList(
  field: Extract<Field, { kind: 'list' }>,
  entries: readonly Entry[],
  required: boolean,
  at: string,
): Reading {
  if (entries.length === 0) {
    if (required && field.nullable) return valued(null);
    return required ? valued([]) : NOTHING;
  }
  const readings = entries.map((entry, index) => read(field.item, entry, true, `${at}/${index}`));
  const problems = readings.flatMap((reading) => reading.problems);
  const missing = readings.flatMap(({ value, problems: own }, index) =>
    value === undefined && own.length === 0
      ? [{ at: `${at}/${index}`, why: 'Fill it in, or take it out.' }]
      : [],
  );
  return { value: readings.map(({ value }) => value ?? null), problems: [...problems, ...missing] };
}

function readJson(text: string, at: string): Reading {
  if (text.trim() === '') return NOTHING;
  try {
    return valued(JSON.parse(text));
  } catch (error) {
    return refused(at, error instanceof Error ? error.message : String(error));
  }
}

const NOTHING: Reading = { value: undefined, problems: [] };

function valued(value: unknown): Reading {
  return { value, problems: [] };
}

function refused(at: string, why: string): Reading {
  return { value: undefined, problems: [{ at, why }] };
}
