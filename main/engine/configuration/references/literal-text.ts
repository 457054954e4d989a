import { piecesOf } from './reference.ts';
import { isReferencePlace, type ValuePath } from './reference-places.ts';

/**
 * What a text of a configuration means as a secret in the store; null where there is none, where it has a reference in it,
 * and where a reference could not take its place.
 */
export function literalText(value: unknown, path: ValuePath): string | null {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return null;
    found = Reflect.get(found, key);
  }
  if (typeof found === 'number' || typeof found === 'boolean') found = String(found);
  if (typeof found !== 'string' || !isReferencePlace(path)) return null;
  const pieces = piecesOf(found);
  if (pieces.some(({ kind }) => kind !== 'text')) return null;
  return pieces.map((piece) => (piece.kind === 'text' ? piece.text : '')).join('');
}
