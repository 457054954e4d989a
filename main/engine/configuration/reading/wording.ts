import { closestMatch } from 'leven';

const MAX_QUOTED = 40;

/** A piece of the person's own text inside a message: in quotes, on one line, cut when long. */
export function quoted(text: string): string {
  const short = text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a message must not carry control characters to a terminal
  const plain = short.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
  return /^".*"?$/.test(plain) ? plain : `"${plain}"`;
}

/** A longer text is no word of a setting, and may be anything that was put in the wrong place. */
const MAX_WORD = 20;
const TOLD_OF_SECRET = 3;
const ADDRESS_PASSWORD = /:[^@\s]+@/;
/** As tokens begin that are in use. */
const TOKEN_START =
  /^(?:gh[opsu]_|github_pat_|glpat-|xox[abeprs]-|sk-|pk_|sk_|AKIA|AIza|npm_|hf_|eyJ|Bearer\s)/;

/** Whether a text may be a password or a token that stands in the wrong place. */
function maybeSecret(text: string): boolean {
  if (ADDRESS_PASSWORD.test(text) || TOKEN_START.test(text)) return true;
  return text.split(/\s+/).some((word) => word.length >= 12 && /\d/.test(word) && /\p{L}/u.test(word));
}

/** A text of the person's own; of one that may be a secret, or is long, the beginning and how long it is. */
export function quotedWord(text: string): string {
  if (text.length <= MAX_WORD && !maybeSecret(text)) return quoted(text);
  return `${quoted(`${text.slice(0, TOLD_OF_SECRET)}…`)} (${text.length} characters)`;
}

/** What a value is, as a person would say it: `a text`, `a list`, `the number 5`. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return `the text ${quotedWord(value)}`;
    case 'number':
      return `the number ${value}`;
    case 'boolean':
      return `${value}`;
    case 'object':
      return 'an object';
    default:
      return 'nothing';
  }
}

/** As {@link describe}, of a value that may be a secret or hold one: findings are shown, logged and sent. */
export function describeKind(value: unknown): string {
  if (typeof value === 'string') return 'a text';
  return typeof value === 'number' ? 'a number' : describe(value);
}

/** The candidate that was probably meant; undefined when none is near. Case alone never counts as a difference. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > MAX_QUOTED) return undefined;
  const lower = word.toLowerCase();
  const lowered = new Map(candidates.map((candidate) => [candidate.toLowerCase(), candidate]));
  const maxDistance = Math.max(1, Math.floor((word.length + 1) / 3));
  const match = lowered.has(lower) ? lower : closestMatch(lower, [...lowered.keys()], { maxDistance });
  return match === undefined ? undefined : lowered.get(match);
}
