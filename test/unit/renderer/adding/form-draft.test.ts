import { expect, test } from 'vitest';
import {
  type FormDraft,
  formOf,
  missingIn,
  newServerOf,
  rowOf,
  secretsOf,
  settingsOf,
} from '../../../../renderer/screens/adding/form-draft.ts';

const NONE: ReadonlySet<string> = new Set();

test('a draft goes through the form unchanged, what the form does not show too', () => {
  const local = {
    command: 'npx',
    args: ['-y', 'x', 'a b'],
    env: { A: '1' },
    cwd: '/srv',
    timeouts: { start: '20s' },
    disabled: true,
  };
  const remote = { type: 'sse', url: 'https://a.b/sse', headers: { K: 'v' }, tools: { deny: ['x'] } };
  for (const settings of [local, remote])
    expect(settingsOf(formOf({ name: 'x', settings }))).toEqual(settings);
});

test('secrets are saved as references, each under a name of its own, and only those that are to be kept', () => {
  const form = formOf({
    name: 'github',
    settings: {
      command: 'npx',
      args: ['--api-key=abc', 'y'],
      env: { GITHUB_TOKEN: 'ghp', API_KEY: 'k', HOST: 'h', DB_PASSWORD: 'plain' },
    },
    secrets: ['args.0', 'env.GITHUB_TOKEN', 'env.API_KEY'],
  });
  const taken = new Set(['github-api-key']);
  expect(secretsOf(form, taken).map(({ key, name }) => [key, name])).toEqual([
    ['env.GITHUB_TOKEN', 'github-token'],
    ['env.API_KEY', 'github-api-key-2'],
    ['env.DB_PASSWORD', 'db-password'],
    ['args.0', 'github-api-key-3'],
  ]);
  const changed: FormDraft = {
    ...form,
    inFile: new Set(['env.DB_PASSWORD']),
    names: { 'env.GITHUB_TOKEN': 'mine' },
  };
  expect(newServerOf(changed, taken)).toEqual({
    name: 'github',
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: as it is written in the file
    settings: {
      command: 'npx',
      args: ['--api-key=${secret:github-api-key-3}', 'y'],
      env: {
        GITHUB_TOKEN: '${secret:mine}',
        API_KEY: '${secret:github-api-key-2}',
        HOST: 'h',
        DB_PASSWORD: 'plain',
      },
    },
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: as it is written in the file
    secrets: [
      { name: 'mine', value: 'ghp' },
      { name: 'github-api-key-2', value: 'k' },
      { name: 'github-api-key-3', value: 'abc' },
    ],
  });
});

test('the word before a token stays in the file, and a reference is no secret', () => {
  const form = formOf({
    name: 'web',
    settings: { url: 'https://a.b', headers: { Authorization: 'Bearer abc' } },
  });
  const { settings, secrets } = newServerOf(form, NONE);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as it is written in the file
  expect(settings).toMatchObject({ headers: { Authorization: 'Bearer ${secret:web-token}' } });
  expect(secrets).toEqual([{ name: 'web-token', value: 'abc' }]);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as it is written in the file
  const named = { ...form, headers: [rowOf('Authorization', 'Bearer ${env:T}'), rowOf('X-Api-Key', '')] };
  expect(secretsOf(named, NONE)).toEqual([]);
});

test.each([
  [{ name: '' }, 'It needs a name'],
  [{ name: 'a b' }, 'A name has letters, digits, dots, _ and - only'],
  [{ name: 'TAKEN' }, 'There is a server TAKEN already'],
  [{ command: ' ' }, 'It needs a command to run'],
  [{ reach: 'url' as const }, 'It needs an address to connect to'],
  [{}, null],
])('what is missing is said: %o', (part, says) => {
  const form = { ...formOf({ name: 'new', settings: { command: 'x' } }), ...part };
  expect(missingIn(form, ['taken'])).toBe(says);
});
