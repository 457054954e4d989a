type Schema = Readonly<Record<string, unknown>>;

/** What a schema asks of a value beside its kind, in words for a person. */
export function hintsOf(schema: Schema, examples: readonly unknown[]): string[] {
  const example = examples[0];
  return [
    range(schema['minLength'], schema['maxLength'], 'characters'),
    range(schema['minItems'], schema['maxItems'], 'entries'),
    range(schema['minimum'], schema['maximum'], ''),
    number(schema['exclusiveMinimum'], 'more than'),
    number(schema['exclusiveMaximum'], 'less than'),
    number(schema['multipleOf'], 'a multiple of'),
    typeof schema['format'] === 'string' ? `format ${schema['format']}` : null,
    typeof schema['pattern'] === 'string' ? `fits ${schema['pattern']}` : null,
    example === undefined ? null : `for example ${JSON.stringify(example)}`,
  ].filter((hint) => hint !== null);
}

function range(least: unknown, most: unknown, unit: string): string | null {
  const words = unit === '' ? '' : ` ${unit}`;
  const from = typeof least === 'number' && !(unit !== '' && least === 0) ? least : null;
  const to = typeof most === 'number' ? most : null;
  if (from !== null && to !== null) return `${from} to ${to}${words}`;
  if (from !== null) return `at least ${from}${words}`;
  return to === null ? null : `at most ${to}${words}`;
}

function number(value: unknown, words: string): string | null {
  return typeof value === 'number' ? `${words} ${value}` : null;
}
