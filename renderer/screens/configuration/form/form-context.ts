import type { Finding, KeyPath } from '#contract/configuration-status.ts';
import type { EffectiveSettings } from '../../../store/configuration/known-store.ts';
import { descriptionAt, keysAt, type Schema, schemaAt } from '../schema/schema-at.ts';
import { originWords } from './origin-words.ts';
import { valueAt, wordsOf } from './values.ts';

/** What holds of a setting where the text says nothing, and where that comes from. */
interface Held {
  readonly words: string;
  /** Null where it is a plain default or stands in the file. */
  readonly from: string | null;
}

/** What every field of the form needs. */
export interface FormContext {
  readonly schema: Schema;
  /** The text as plain JSON. */
  readonly value: unknown;
  readonly findings: readonly Finding[];
  /** Nothing can be changed now. */
  readonly blocked: boolean;
  /** The text can't be read as it is, and `value` is that of the last one that could. */
  readonly isOld: boolean;
  readonly held: (path: KeyPath) => Held;
  readonly describe: (path: KeyPath) => string | null;
  /** Undefined takes the key out of the text. */
  readonly edit: (path: KeyPath, value: unknown) => void;
  readonly storeSecret: (path: KeyPath, value: string) => void;
}

/** The words of {@link FormContext}'s `held`, from what is in force now and else from the schema. */
export function heldIn(schema: Schema, settings: EffectiveSettings | null, path: KeyPath): Held {
  const key = path.join('.');
  const setting = settings !== null && Object.hasOwn(settings, key) ? settings[key] : undefined;
  if (setting !== undefined) return { words: plainWords(setting.value), from: originWords(setting) };
  const byDefault = schemaAt(schema, path).find((one) => 'default' in one)?.['default'];
  return { words: plainWords(byDefault), from: null };
}

/** Nothing for none, and for what is no single value. */
function plainWords(value: unknown): string {
  return typeof value === 'object' ? '' : wordsOf(value);
}

export function describeIn(schema: Schema, path: KeyPath): string | null {
  return descriptionAt(schema, path);
}

/** The keys that the form shows at a place: of those that are written in another way today only what stands there. */
export function shownKeys({ schema, value }: FormContext, path: KeyPath): readonly string[] {
  return [...keysAt(schema, path)]
    .filter(
      ([key, property]) => property['deprecated'] !== true || valueAt(value, [...path, key]) !== undefined,
    )
    .map(([key]) => key);
}
