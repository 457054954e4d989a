import type { KeyPath, TextEdit } from '#contract/configuration-status.ts';
import { objectOf } from '../schema/schema-at.ts';

/** What the text says at a path; undefined where it says nothing. */
export function valueAt(value: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>((here, step) => {
    if (Array.isArray(here)) return typeof step === 'number' ? here[step] : undefined;
    const object = objectOf(here);
    return object !== null && Object.hasOwn(object, step) ? object[step] : undefined;
  }, value);
}

/** The edit that puts a value at a path; undefined takes it out. What stands in the way, such as `"retry": false`, is replaced. */
export function editOf(whole: unknown, path: KeyPath, value: unknown): TextEdit {
  if (value === undefined) return { path, remove: true };
  const blocked = path.findIndex((_, depth) => {
    const here = valueAt(whole, path.slice(0, depth));
    return here !== undefined && typeof here !== 'object';
  });
  if (blocked <= 0) return { path, value };
  const inner = path.slice(blocked).reduceRight<unknown>((rest, step) => ({ [step]: rest }), value);
  return { path: path.slice(0, blocked), value: inner };
}

/** A value in the words of the file: a text as it is, anything else as JSON. */
export function wordsOf(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What somebody wrote into a field that takes more than texts. */
export function readWords(words: string, types: ReadonlySet<string>): unknown {
  const text = words.trim();
  if (types.has('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  if ((types.has('number') || types.has('integer')) && /^-?\d{1,15}(?:\.\d+)?$/.test(text))
    return Number(text);
  return text;
}
