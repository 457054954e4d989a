import { expect, test } from 'vitest';
import { secretNameFor } from '../../../../renderer/screens/configuration/form/secret-name.ts';
import { editOf } from '../../../../renderer/screens/configuration/form/values.ts';
import { locate } from '../../../../renderer/screens/configuration/text/locate.ts';
import { smallChange } from '../../../../renderer/screens/configuration/text/small-change.ts';
import { tokenEnd } from '../../../../renderer/screens/configuration/text/token-end.ts';

/** Where the bar stands, as "parent / step" with a ":" behind a key. */
function at(text: string, format: 'jsonc' | 'yaml'): string | null {
  const found = locate(text.replace('|', ''), text.indexOf('|'), format);
  if (found === null) return null;
  return `${found.parent.join('.')} / ${found.step ?? '?'}${found.isKey ? ':' : ''}`;
}

test.each([
  ['{"a": { "|" } }', 'a / ?:'],
  ['{"a": { "x|": 5 } }', 'a / x:'],
  ['{"a": { "x": "|" } }', 'a / x'],
  ['{"a": { "x": | } }', 'a / x'],
  ['{"a": ["y", "|"] }', 'a / 1'],
  ['{ // note\n | }', ' / ?:'],
])('in JSON the place of the cursor is known: %s', (text, place) => {
  expect(at(text, 'jsonc')).toBe(place);
});

test.each([
  ['a:\n  b:\n    |', 'a.b / ?:'],
  ['a:\n  b:\n    c: x|', 'a.b / c'],
  ['a:\n  b:\n  - n|: 3', 'a.b.0 / n:'],
  ['a:\n  - b: 1\n    c: |', 'a.0 / c'],
  ['a:\n  b:\n    - n|', 'a.b / 0'],
  ['s:\n  one:\n    k: 1\n  two:\n    re|', 's.two / ?:'],
  ['"a b":\n  c: |', 'a b / c'],
  ['a: 1 # no|te', null],
])('in YAML the place of the cursor is known: %s', (text, place) => {
  expect(at(text, 'yaml')).toBe(place);
});

test('the editor changes no more than differs', () => {
  expect(smallChange('one two three', 'one 2 three')).toEqual({ from: 4, to: 7, insert: '2' });
  expect(smallChange('aa', 'aaa')).toEqual({ from: 2, to: 2, insert: 'a' });
});

test('a finding underlines the text or the word that it is about', () => {
  const text = '{ "na\\"me": 12s }';
  expect(text.slice(2, tokenEnd(text, 2))).toBe('"na\\"me"');
  expect(text.slice(12, tokenEnd(text, 12))).toBe('12s');
  expect(text.slice(16, tokenEnd(text, 16))).toBe('}');
});

test('a change inside of something that was false makes an object of it', () => {
  const whole = { mcpServers: { a: { retry: false } } };
  const path = ['mcpServers', 'a', 'retry', 'attempts'];
  expect(editOf(whole, path, 3)).toEqual({ path: ['mcpServers', 'a', 'retry'], value: { attempts: 3 } });
  expect(editOf({}, path, 3)).toEqual({ path, value: 3 });
  expect(editOf(whole, path, undefined)).toEqual({ path, remove: true });
});

test('a secret is named after its server and its variable', () => {
  expect(secretNameFor(['mcpServers', 'github', 'env', 'GITHUB_TOKEN'])).toBe('github-token');
  expect(secretNameFor(['mcpServers', 'my db', 'env', 'PASSWORD'])).toBe('my-db-password');
});
