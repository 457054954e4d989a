import { DEFAULT_WORDS, SERVER_DEFAULT_WORDS } from '../versions/default-words.ts';
import type { JsonSchema } from '../versions/described.ts';
import { wordsOf } from './words/words.ts';

/** Adds to each key of a schema what is said of it, by its dotted path in the file. */
export function describeKeys(schema: JsonSchema, path = ''): JsonSchema {
  const { properties, additionalProperties, items, anyOf } = schema;
  return {
    ...schema,
    ...(isSchema(properties) && { properties: mapped(properties, path) }),
    ...(isSchema(additionalProperties) && {
      additionalProperties: describeKeys(additionalProperties, join(path, '*')),
    }),
    ...(isSchema(items) && { items: describeKeys(items, path) }),
    ...(Array.isArray(anyOf) && {
      anyOf: anyOf.map((one: unknown) => (isSchema(one) ? describeKeys(one, path) : one)),
    }),
  };
}

function mapped(properties: JsonSchema, path: string): JsonSchema {
  const described = Object.entries(properties).map(([name, property]) => {
    if (!isSchema(property)) return [name, property];
    const key = join(path, name);
    return [name, withWords(describeKeys(property, key), key)];
  });
  return Object.fromEntries(described);
}

/** "How long a soft limit may be passed. 1s to 1h. Default: \"15s\"." */
function withWords(property: JsonSchema, key: string): JsonSchema {
  const words = wordsOf(key);
  if (words === undefined) return property;
  const byDefault = defaultOf(key) ?? property['default'];
  const bounds = boundsOf(property);
  const parts = [
    words.says,
    ...(bounds === null ? [] : [`${bounds}.`]),
    ...(isPlain(byDefault) ? [`Default: ${JSON.stringify(byDefault)}.`] : []),
  ];
  return {
    description: parts.join(' '),
    ...property,
    ...(byDefault !== undefined && { default: byDefault }),
    ...(words.examples !== undefined && { examples: words.examples }),
  };
}

/** Of a key that the schemas let be left out; not of those whose words say what it depends on. */
function defaultOf(key: string): unknown {
  const inServer = /^(?:mcpServers\.\*|defaults)\.(.+)$/.exec(key)?.[1];
  if (inServer === 'type' || key === 'http.port') return undefined;
  const words: Readonly<Record<string, unknown>> =
    inServer === undefined ? DEFAULT_WORDS : SERVER_DEFAULT_WORDS;
  return words[inServer ?? key];
}

function boundsOf(schema: JsonSchema): string | null {
  const { $comment, minimum, maximum, anyOf } = schema;
  if (typeof $comment === 'string') return $comment;
  if (typeof minimum === 'number' && typeof maximum === 'number')
    return `${minimum.toLocaleString('en')} to ${maximum.toLocaleString('en')}`;
  const shapes = Array.isArray(anyOf)
    ? anyOf.filter(isSchema).filter(({ properties }) => properties === undefined)
    : [];
  return shapes.map(boundsOf).find((bounds) => bounds !== null) ?? null;
}

/** Sections have `{}` or true for a default, which tells nobody anything. */
function isPlain(value: unknown): boolean {
  return value !== '' && ['string', 'number', 'boolean'].includes(typeof value);
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
