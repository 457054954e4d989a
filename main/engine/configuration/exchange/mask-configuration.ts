import { MASK } from '#contract/mask.ts';
import { isSecretName, maskSecrets, secretValues } from '../../logs/logs.ts';
import type { Format, TextPart } from '../formats/format.ts';
import { jsonc } from '../jsonc/jsonc.ts';
import { type Replacement, replaceIn } from './replace-in.ts';

/** A reference to a secret is none, nor is the word for its scheme before it. */
const REFERENCE = /^(?:(?:Bearer|Basic|Token|Digest|ApiKey)\s+)?(?:\$\{[^}]*\})+$/i;

/** Finds secrets on a command line, and in any other text. */
export type SecretsIn = (args: readonly string[]) => readonly string[];

/**
 * The text of a configuration file as it may be shown to others: layout and comments as they are, secrets masked.
 * {@link restoreConfiguration} takes it back.
 */
export function maskConfiguration(source: string, secretsIn: SecretsIn, format: Format = jsonc): string {
  const replacements = [...placesOf(source, secretsIn, format).values()].flatMap(
    ({ parts: [part], masked }) =>
      part === undefined || masked === part.value ? [] : [replacement(part, masked, format)],
  );
  return replaceIn(source, replacements);
}

/**
 * Puts the secrets of the current file back, as they are written there, where a text that was masked still has their masks.
 * `lost` names, as dotted paths, where a mask stands for nothing that is known.
 */
export function restoreConfiguration(
  source: string,
  current: string,
  secretsIn: SecretsIn,
  format: Format = jsonc,
): { readonly text: string; readonly lost: readonly string[] } {
  const masks = placesOf(current, secretsIn, format);
  const originals = new Map<string, TextPart>();
  for (const { parts, masked } of masks.values()) {
    if (!masked.includes(MASK)) continue;
    for (const part of parts) {
      // In a list the same text may have moved; its own place goes first.
      originals.set(keyOf(part, masked, false), part);
      if (masked === part.value) continue;
      const anywhere = keyOf(part, masked, true);
      if (!originals.has(anywhere)) originals.set(anywhere, part);
    }
  }
  const untouched = new Set([...masks.values()].flatMap(({ parts }) => parts.map(({ value }) => value)));
  const lost: string[] = [];
  const replacements = format.texts(source).flatMap((part): Replacement[] => {
    if (!part.value.includes(MASK)) return [];
    const original =
      originals.get(keyOf(part, part.value, false)) ?? originals.get(keyOf(part, part.value, true));
    if (original !== undefined) {
      const { offset, length, value } = original;
      const isSameSetting = part.setting === original.setting;
      const asWritten = isSameSetting ? current.slice(offset, offset + length) : null;
      return [asWritten === null ? replacement(part, value, format) : { ...part, content: asWritten }];
    }
    // Somebody wrote the very characters of the mask, or they stand in a comment, where they do no harm.
    if (part.kind === 'string' && !untouched.has(part.value)) lost.push(part.path.join('.'));
    return [];
  });
  return { text: replaceIn(source, replacements), lost };
}

interface MaskedPlace {
  readonly parts: readonly TextPart[];
  readonly masked: string;
}

type MaskedPlaces = ReadonlyMap<number, MaskedPlace>;

/** The file as it is, what runs, and the text that an editor has. */
const REMEMBERED = 3;

interface Remembered {
  readonly source: string;
  readonly secretsIn: SecretsIn;
  readonly format: Format;
  readonly places: MaskedPlaces;
}

/** Those looked at last, the newest first: the same few texts are looked through at each check of another. */
let remembered: readonly Remembered[] = [];

function placesOf(source: string, secretsIn: SecretsIn, format: Format): MaskedPlaces {
  const known = remembered.find(
    (one) => one.source === source && one.secretsIn === secretsIn && one.format === format,
  );
  const one = known ?? {
    source,
    secretsIn,
    format,
    places: maskedPlaces(format.texts(source), oncePerList(secretsIn)),
  };
  remembered = [one, ...remembered.filter((other) => other !== one)].slice(0, REMEMBERED);
  return one.places;
}

/** All strings of a list share it. */
function oncePerList(secretsIn: SecretsIn): SecretsIn {
  const found = new Map<readonly string[], readonly string[]>();
  return (args) => {
    const known = found.get(args);
    if (known !== undefined) return known;
    const secrets = secretsIn(args);
    found.set(args, secrets);
    return secrets;
  };
}

/** What each place is shown as: an alias may give a text to a key that makes it a secret. */
function maskedPlaces(parts: readonly TextPart[], secretsIn: SecretsIn): MaskedPlaces {
  const known = secretsOf(parts, secretsIn);
  const places = new Map<number, { parts: TextPart[]; masked: string }>();
  for (const part of parts) {
    const masked = maskPart(part, known, secretsIn);
    const there = places.get(part.offset);
    if (there === undefined) places.set(part.offset, { parts: [part], masked });
    else {
      there.parts.push(part);
      if (masked === MASK || there.masked === part.value) there.masked = masked;
    }
  }
  return places;
}

/** Whether there is something in it that would be masked. */
export function hasSecret(part: TextPart, secretsIn: SecretsIn): boolean {
  return maskPart(part, [], secretsIn) !== part.value;
}

/** Secrets long enough to be looked for in comments. */
function secretsOf(parts: readonly TextPart[], secretsIn: SecretsIn): readonly string[] {
  const named = parts
    .filter(({ kind }) => kind === 'string')
    .flatMap((part) => [
      ...(isNamedSecret(part) ? [part.value] : []),
      ...(isChannelAddress(part) ? [secretOf(part.value)] : []),
      ...secretsIn(part.among),
    ]);
  return named.filter((secret) => secret.length >= 6);
}

function maskPart(part: TextPart, known: readonly string[], secretsIn: SecretsIn): string {
  const { kind, value, among } = part;
  if (isNamedSecret(part)) return MASK;
  if (isChannelAddress(part)) return maskAddress(value);
  const found = [...secretsIn(among), ...secretValues({ value }), ...(kind === 'comment' ? known : [])];
  return maskSecrets(
    value,
    found.filter((secret) => secret !== '' && !REFERENCE.test(secret)).sort((a, b) => b.length - a.length),
  );
}

function isNamedSecret({ kind, path, value }: TextPart): boolean {
  const name = path.findLast((step) => typeof step === 'string');
  // The names of tools, in `rename`, are no secrets, whatever they are called.
  if (kind !== 'string' || value === '' || REFERENCE.test(value) || path.includes('rename')) return false;
  return name !== undefined && (isSecretName(name) || isAccessHeader(path));
}

/**
 * A header that is sent to a place outside with each message, as in `monitoring.otlp.headers`, in those of a check and of
 * a channel for alerts, is there to be let in, whatever it is called.
 */
function isAccessHeader(path: TextPart['path']): boolean {
  if (path.at(-2) !== 'headers') return false;
  return path[1] === 'otlp' || isOfChannel(path) || (path[2] === 'health' && path[3] === 'checks');
}

function isOfChannel(path: TextPart['path']): boolean {
  return path[0] === 'alerts' && path[1] === 'channels';
}

/** Of a webhook: who knows it may send there, so that its path is as good as a password. */
function isChannelAddress({ kind, path, value }: TextPart): boolean {
  const isAddress = kind === 'string' && path.length === 4 && isOfChannel(path) && path[3] === 'url';
  const secret = secretOf(value);
  return isAddress && !REFERENCE.test(value) && secret !== '' && !REFERENCE.test(secret);
}

/** The path of an address and all that follows, without the slash. */
function secretOf(address: string): string {
  return address.slice(originOf(address).length).replace(/^\//, '');
}

/** "https://hooks.example.com/•••" */
function maskAddress(address: string): string {
  return secretOf(address) === '' ? address : `${originOf(address)}/${MASK}`;
}

/** As it is written; a password in it is part of what is masked. */
function originOf(address: string): string {
  return /^[a-z]+:\/\/[^/?#@]*(?=[/?#]|$)/i.exec(address)?.[0] ?? '';
}

function replacement({ kind, offset, length }: TextPart, content: string, format: Format): Replacement {
  return { offset, length, content: kind === 'string' ? format.quote(content) : content };
}

function keyOf({ kind, path }: TextPart, masked: string, anywhere: boolean): string {
  const steps = anywhere ? path.map((step) => (typeof step === 'number' ? '*' : step)) : path;
  return JSON.stringify([kind, steps, masked]);
}
