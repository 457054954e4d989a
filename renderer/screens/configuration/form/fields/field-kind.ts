import { type Alternatives, objectOf, type Schema, typesOf } from '../../schema/schema-at.ts';

/**
 * - `choice`: one of a few
 * - `flag`: true or false
 * - `text`: one line, also numbers
 * - `lines`: a list of texts, one a line
 * - `pairs`: names with texts
 * - `section`: keys of its own; `canSwitch` where true and false stand for all of them
 * - `other`: what is better written in the text
 */
export type FieldKind =
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'flag' | 'text' | 'lines' | 'pairs' | 'other' }
  | { readonly kind: 'section'; readonly canSwitch: boolean };

/** How a key is shown in a form, told from its schema. */
export function fieldKind(schemas: Alternatives): FieldKind {
  const types = typesOf(schemas);
  if (schemas.some((schema) => objectOf(schema['properties']) !== null))
    return { kind: 'section', canSwitch: types.has('boolean') };
  if (schemas.some(isPairs)) return { kind: 'pairs' };
  if (schemas.some(isTextList)) return { kind: 'lines' };
  if (types.has('array') || types.has('object')) return { kind: 'other' };
  const choices = schemas.flatMap(({ enum: list }) => (Array.isArray(list) ? list : []));
  const texts = choices.filter((one) => typeof one === 'string');
  // Where a pattern stands beside the choices other texts are good too.
  const isOpen = schemas.some((schema) => typeof schema['pattern'] === 'string');
  if (texts.length > 0 && texts.length === choices.length && !isOpen)
    return { kind: 'choice', choices: texts };
  if (types.size === 1 && types.has('boolean')) return { kind: 'flag' };
  return types.size === 0 && choices.length === 0 ? { kind: 'other' } : { kind: 'text' };
}

function isPairs(schema: Schema): boolean {
  const values = objectOf(schema['additionalProperties']);
  return values !== null && typesOf([values]).has('string') && !('properties' in values);
}

function isTextList(schema: Schema): boolean {
  const items = objectOf(schema['items']);
  return items !== null && typesOf([items]).has('string') && !typesOf([items]).has('object');
}
