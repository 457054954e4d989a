import { MASK } from '#contract/mask.ts';
import { maskConfiguration, restoreConfiguration } from '../configuration/configuration.ts';
import { secretArguments } from '../supervision/supervision.ts';
import { isObject } from './entries/plain.ts';

type Settings = Readonly<Record<string, unknown>>;

/** A text in an entry that holds a secret. */
export interface SecretText {
  readonly path: readonly (string | number)[];
  readonly value: string;
  /** With a mask for each secret in it. */
  readonly masked: string;
}

/** What is left of a text that is nothing but references, with or without the word for its scheme. */
const NOTHING_SECRET = /^(?:(?:Bearer|Basic|Token)\s*)?$/i;

/** The texts of an entry of `mcpServers` that hold secrets, by the rules by which the file is masked. */
export function secretTexts(settings: Settings): readonly SecretText[] {
  const masked: unknown = unwrap(maskConfiguration(wrap(settings), secretArguments));
  return textsWithin(settings, masked, []).filter(
    ({ value, masked: shown }) =>
      shown !== value && !NOTHING_SECRET.test(value.replaceAll(/\$\{[^}]*\}/g, '').trim()),
  );
}

/** The entry with its secrets masked, and where they stand: `env.GITHUB_TOKEN`. */
export function maskDraft(settings: Settings): {
  readonly settings: Record<string, unknown>;
  readonly secrets: string[];
} {
  const found = secretTexts(settings);
  const masked = found.reduce((value, { path, masked: text }) => replaceAt(value, path, text), settings);
  return { settings: { ...masked }, secrets: [...new Set(found.map(({ path }) => path.join('.')))] };
}

/**
 * An entry in which masks stand for the secrets of another. `lost` names masks that stand for nothing.
 */
export function unmaskDraft(
  settings: Settings,
  original: Settings,
): { readonly settings: Settings; readonly lost: readonly string[] } {
  const { text, lost } = restoreConfiguration(wrap(settings), wrap(original), secretArguments);
  return { settings: unwrap(text), lost: lost.map((key) => key.split('.').slice(2).join('.')) };
}

export function replaceAt(value: Settings, path: readonly (string | number)[], text: string): Settings {
  return put(value, path, text) as Settings;
}

/** A mask that somebody wrote where there is nothing that it could stand for. */
export function hasMask(settings: Settings): boolean {
  return wrap(settings).includes(MASK);
}

const NAME = 'server';

function wrap(settings: Settings): string {
  return JSON.stringify({ mcpServers: { [NAME]: settings } });
}

function unwrap(text: string): Settings {
  const root = JSON.parse(text) as { readonly mcpServers: { readonly [NAME]: Settings } };
  return root.mcpServers[NAME];
}

function textsWithin(value: unknown, masked: unknown, path: readonly (string | number)[]): SecretText[] {
  if (typeof value === 'string' && typeof masked === 'string') return [{ path, value, masked }];
  if (Array.isArray(value) && Array.isArray(masked))
    return value.flatMap((item: unknown, index) => textsWithin(item, masked[index], [...path, index]));
  if (!isObject(value) || !isObject(masked)) return [];
  return Object.entries(value).flatMap(([key, item]) => textsWithin(item, masked[key], [...path, key]));
}

function put(value: unknown, [step, ...rest]: readonly (string | number)[], text: string): unknown {
  if (step === undefined) return text;
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (index === step ? put(item, rest, text) : item));
  if (!isObject(value)) return value;
  return { ...value, [step]: put(value[step], rest, text) };
}
