import { type OutputUnit, type SchemaDraft, Validator } from '@cfworker/json-schema';
import type { EntryProblem } from './read-entry.ts';

export type Checked =
  | { readonly kind: 'valid' }
  | { readonly kind: 'invalid'; readonly problems: readonly EntryProblem[] }
  /** The schema itself is broken: the server alone can tell. */
  | { readonly kind: 'unchecked'; readonly why: string };

/** Keywords whose finding only says that something inside does not fit. */
const OUTER = ['properties', 'items', 'prefixItems', 'allOf', '$ref', '$recursiveRef', 'additionalItems'];

/** Holds a tool's arguments against its input schema. Interprets the schema, so no code is made from it. */
export function checkArguments(schema: Readonly<Record<string, unknown>>, value: unknown): Checked {
  try {
    // The validator notes addresses inside the schema that it is given.
    const own = structuredClone(schema) as Record<string, unknown>;
    const { valid, errors } = new Validator(own, draftOf(schema), false).validate(value);
    return valid ? { kind: 'valid' } : { kind: 'invalid', problems: problemsOf(errors) };
  } catch (error) {
    return {
      kind: 'unchecked',
      why: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
    };
  }
}

function problemsOf(errors: readonly OutputUnit[]): EntryProblem[] {
  const found = errors.filter(({ keyword }) => !OUTER.includes(keyword)).map(wordsOf);
  const seen = new Set<string>();
  return found.filter(({ at, why }) => {
    const key = `${at} ${why}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function wordsOf({ keyword, instanceLocation, error }: OutputUnit): EntryProblem {
  const missing = keyword === 'required' ? /"(.*)"/s.exec(error)?.[1] : undefined;
  if (missing !== undefined) {
    const name = missing.replaceAll('~', '~0').replaceAll('/', '~1');
    return { at: `${instanceLocation}/${name}`, why: 'It is required.' };
  }
  return { at: instanceLocation, why: error };
}

/** MCP means 2020-12 where a schema names no other. */
function draftOf({ $schema }: Readonly<Record<string, unknown>>): SchemaDraft {
  if (typeof $schema !== 'string') return '2020-12';
  if ($schema.includes('draft-04')) return '4';
  if (/draft-0[67]/.test($schema)) return '7';
  return $schema.includes('2019-09') ? '2019-09' : '2020-12';
}
