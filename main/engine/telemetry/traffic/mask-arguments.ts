import { MASK } from '#contract/mask.ts';

/** What is kept of the arguments of one request: enough to know it again, and a thousand of them in 16 MB. */
const MAX_CHARS = 4000;
const MAX_TEXT_CHARS = 1000;
const MAX_DEPTH = 8;
const MAX_ENTRIES = 50;

/** Before a text is cut it is masked: what is cut through can't be told for a secret any more. */
const MASKED_CHARS = 2 * MAX_TEXT_CHARS;

/** Tells secrets from what may be shown. */
export interface Secrets {
  /** Whether an argument of that name is one. */
  readonly isSecret: (name: string) => boolean;
  /** Those in a text: a password in an address, a token in its query. Unordered, and of any length. */
  readonly secretsIn: (text: string) => readonly string[];
}

/**
 * A copy of a request's arguments to keep: values under names that look secret are masked, and what looks secret in the
 * others; long texts are cut, and what is too deep or too much is left out with a mark.
 */
export function maskArguments(value: unknown, { isSecret, secretsIn }: Secrets): unknown {
  let charsLeft = MAX_CHARS;

  const mask = (text: string): string => {
    const looked = text.length > MASKED_CHARS ? text.slice(0, MASKED_CHARS) : text;
    let masked = looked;
    for (const secret of [...secretsIn(looked)].sort((a, b) => b.length - a.length)) {
      if (secret !== '') masked = masked.replaceAll(secret, MASK);
    }
    return text.length > looked.length ? `${masked}…` : masked;
  };

  const cut = (given: string, max: number): string => {
    const maxChars = Math.min(max, Math.max(0, charsLeft));
    if (maxChars === 0) return '…';
    charsLeft -= Math.min(given.length, maxChars);
    const text = mask(given);
    const kept = Math.min(text.length, maxChars);
    // Through a buffer: a slice alone keeps the whole text in memory.
    return kept === text.length ? text : `${Buffer.from(text.slice(0, kept)).toString()}…`;
  };

  const keep = (part: unknown, depth: number): unknown => {
    if (charsLeft <= 0) return '…';
    if (typeof part === 'string') return cut(part, MAX_TEXT_CHARS);
    if (typeof part === 'bigint') return cut(String(part), MAX_TEXT_CHARS);
    if (part === null || typeof part !== 'object') {
      charsLeft -= 4;
      return typeof part === 'number' || typeof part === 'boolean' ? part : null;
    }
    if (depth >= MAX_DEPTH) return '…';
    if (Array.isArray(part)) {
      const kept = part.slice(0, MAX_ENTRIES).map((item) => keep(item, depth + 1));
      return part.length > kept.length ? [...kept, '…'] : kept;
    }
    const entries = Object.entries(part);
    const kept = entries
      .slice(0, MAX_ENTRIES)
      .map(([name, item]): [string, unknown] => [
        cut(name, MAX_TEXT_CHARS),
        isSecret(name) ? MASK : keep(item, depth + 1),
      ]);
    return Object.fromEntries(entries.length > kept.length ? [...kept, ['…', '…']] : kept);
  };

  return keep(value, 0);
}
