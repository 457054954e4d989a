export type Key =
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last'
  | 'escape'
  | 'enter'
  | 'interrupt'
  | 'suspend'
  | { readonly letter: string };

const ESCAPE = '\u001b';

/**
 * What terminals send after an escape for keys without a letter (ECMA-48; with O instead of [ where the keypad is in
 * application mode).
 */
const SEQUENCES: readonly (readonly [RegExp, Key])[] = [
  [/^[[O]A/, 'up'],
  [/^[[O]B/, 'down'],
  [/^\[5~/, 'page-up'],
  [/^\[6~/, 'page-down'],
  [/^(?:[[O]H|\[[17]~)/, 'first'],
  [/^(?:[[O]F|\[[48]~)/, 'last'],
];
/** Any other sequence is a key that means nothing here. */
const OTHER_SEQUENCE = /^(?:\[[0-?]*[ -/]*[@-~]|O[ -~])/;

/** The keys in what a terminal sent; several when they came fast. */
export function readKeys(text: string): Key[] {
  const keys: Key[] = [];
  let rest = text;
  while (rest !== '') {
    const [key, length] = firstKey(rest);
    if (key !== null) keys.push(key);
    rest = rest.slice(length);
  }
  return keys;
}

function firstKey(text: string): [key: Key | null, length: number] {
  const [character = ''] = text;
  switch (character) {
    case ESCAPE:
      return afterEscape(text.slice(1));
    case '\u0003':
    case '\u0004':
      return ['interrupt', 1];
    case '\u001a':
      return ['suspend', 1];
    case '\r':
    case '\n':
      return ['enter', 1];
    default:
      return [character >= ' ' ? { letter: character } : null, character.length];
  }
}

function afterEscape(rest: string): [key: Key | null, length: number] {
  for (const [pattern, key] of SEQUENCES) {
    const found = pattern.exec(rest);
    if (found !== null) return [key, 1 + found[0].length];
  }
  const other = OTHER_SEQUENCE.exec(rest);
  return other === null ? ['escape', 1] : [null, 1 + other[0].length];
}
