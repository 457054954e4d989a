import { MASK } from '#contract/mask.ts';
import { isSecretName, maskSecrets } from '../../logs/logs.ts';
import { secretArguments } from '../../supervision/supervision.ts';

// A name begins where no letter is before it and ends somewhere: else a long word, such as a certificate, would be gone
// through once for each of its letters.
/** A name, and the text in quotes that is given to it on the same line; the colon between them may be what is missing. */
const QUOTED =
  /(?<![A-Za-z_])([A-Za-z_][\w.-]{0,199})(["']?(?:\s*[:=]\s*|[ \t]+)|["'](?=["']))("(?:[^"\\\n]|\\.)*|'[^'\n]*)/g;
/** A name, and what is given to it without quotes. */
const BARE = /(?<![A-Za-z_])([A-Za-z_][\w.-]{0,199})(["']?\s*[:=]\s*)([^\s"'{}[\],#][^\n,#]*)/g;
/** What belongs to a flag may stand in the next of them. */
const WORDS = /"((?:[^"\\\n]|\\.)*)"?|'([^'\n]*)'?|[^\s"',[\]{}]+/g;
/** Shorter ones may be words of the text. */
const MIN_KNOWN_CHARS = 6;
/** A longer word is masked as a whole: what looks into it may go through it once for each of its letters. */
const MAX_WORD_CHARS = 2_000;

/**
 * Masks a text that can't be read: where its secrets stand is guessed from its lines, and rather too much is masked than
 * too little.
 * @param known secrets of the last text that could be read, which hardly are what broke this one
 */
export function maskBrokenText(text: string, known: readonly string[]): string {
  const named = text
    .replaceAll(QUOTED, (all, name: string, between: string, quoted: string) => {
      const value = quoted.slice(1);
      const isSecret = value !== '' && isSecretName(name) && !isReference(value);
      return isSecret ? `${name}${between}${quoted.slice(0, 1)}${MASK}` : all;
    })
    .replaceAll(BARE, (all, name: string, between: string, value: string) =>
      isSecretName(name) && !isReference(value.trim()) ? `${name}${between}${MASK}` : all,
    );
  const words = [...text.matchAll(WORDS)].map(([bare, double, single]) => double ?? single ?? bare);
  const tooLong = words.filter((word) => word.length > MAX_WORD_CHARS);
  const told = secretArguments(words.map((word) => (word.length > MAX_WORD_CHARS ? '' : word)));
  const found = [...told, ...tooLong].filter((secret) => /\w{3}/.test(secret));
  const long = known.filter((secret) => secret.length >= MIN_KNOWN_CHARS);
  return maskSecrets(named, longestFirst([...found, ...long]));
}

function isReference(value: string): boolean {
  return /^\$\{[^}]*\}$/.test(value);
}

function longestFirst(secrets: readonly string[]): readonly string[] {
  return [...new Set(secrets)]
    .filter((secret) => secret !== '' && !secret.includes(MASK))
    .sort((a, b) => b.length - a.length);
}

/**
 * Puts lines back that still are as they were shown. A line that stood for several, with different secrets, stays: whose
 * it was can't be told.
 * @param shown what {@link maskBrokenText} made of `original`
 */
export function restoreLines(text: string, shown: string, original: string): string {
  const originals = original.split('\n');
  const before = new Map<string, string | null>();
  for (const [index, line] of shown.split('\n').entries()) {
    const own = keyOf(originals[index] ?? line);
    const known = before.get(keyOf(line));
    before.set(keyOf(line), known === undefined || known === own ? own : null);
  }
  const lines = text.split('\n').map((line) => {
    if (!line.includes(MASK)) return line;
    const own = before.get(keyOf(line)) ?? null;
    return own === null ? line : line.replace(keyOf(line), () => own);
  });
  return lines.join('\n');
}

/** A line without its indentation, and without the comma that may be the mending. */
function keyOf(line: string): string {
  return line.trim().replace(/,$/, '');
}
