import { expect, test } from 'vitest';
import { type Draft, planImport } from '#engine/clients/clients.ts';
import {
  NOTHING_BESIDE,
  parseConfiguration,
  type ServerConfig,
} from '#engine/configuration/configuration.ts';

function draft(name: string, settings: Draft['settings'], more: Partial<Draft> = {}): Draft {
  return { givenName: name, name, settings, inputs: [], notes: [], ...more };
}

function read(name: string, settings: Draft['settings']): ServerConfig {
  const text = JSON.stringify({ mcpServers: { [name]: settings } });
  const result = parseConfiguration('/home/me/servers.json', text, NOTHING_BESIDE);
  const config = result.ok ? result.configuration.servers[0] : undefined;
  if (config === undefined) throw new Error(`${name} can't be read`);
  return config;
}

const NOTES = { command: 'node', args: ['notes.js'] };
const HERE = [read('notes', NOTES), read('Time', { command: 'uvx', args: ['time'] })];

function plan(drafts: readonly Draft[], options: Partial<Parameters<typeof planImport>[1]> = {}) {
  const { added, skipped, secrets, inputs } = planImport(drafts, {
    servers: HERE,
    existing: 'skip',
    read: ({ name, settings }) => ({ ok: true, config: read(name, settings) }),
    secret: null,
    declared: new Set(),
    ...options,
  });
  return {
    added: Object.fromEntries(added.map(({ name, settings }) => [name, settings])),
    skipped,
    secrets,
    inputs,
  };
}

test('a server that is configured just so is not taken over again, whatever it is called', () => {
  const drafts = [draft('notes', NOTES), draft('other', NOTES)];
  for (const existing of ['skip', 'rename', 'replace'] as const) {
    expect(plan(drafts, { existing })).toMatchObject({
      added: {},
      skipped: [
        { name: 'notes', why: 'it is configured here just so' },
        { name: 'other', why: 'it is configured here just so, as notes' },
      ],
    });
  }
});

test('another server of a name that is taken stays away, gets another name, or takes the place', () => {
  const settings = { command: 'uvx', args: ['time', '--utc'] };
  const drafts = [draft('time', settings), draft('new', settings)];
  expect(plan(drafts)).toMatchObject({
    added: { new: settings },
    skipped: [{ name: 'time', why: 'another one of that name is configured here' }],
  });
  expect(plan(drafts, { existing: 'rename' }).added).toEqual({ 'time-2': settings, new: settings });
  expect(plan(drafts, { existing: 'replace' }).added).toEqual({ Time: settings, new: settings });
});

test('secrets leave the settings, and one that is known is used again', () => {
  const { added, secrets } = plan(
    [
      draft('gh', {
        command: 'x',
        args: ['--api-key=abcdefgh', 'y'],
        env: { GITHUB_TOKEN: 'ghp_01234567', HOST: 'h' },
      }),
      draft('hub', { url: 'https://a.b', headers: { Authorization: 'Bearer 123456789' } }),
      draft('again', { command: 'y', env: { GITHUB_TOKEN: 'ghp_01234567' } }),
      draft('else', { command: 'y', env: { GITHUB_TOKEN: 'ghp_76543210' } }),
    ],
    { secret: (name) => (name === 'hub-token' ? 'of somebody else' : undefined) },
  );
  expect(added).toEqual({
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: as they are written in the file
    gh: {
      command: 'x',
      args: ['--api-key=${secret:gh-api-key}', 'y'],
      env: { GITHUB_TOKEN: '${secret:github-token}', HOST: 'h' },
    },
    hub: { url: 'https://a.b', headers: { Authorization: 'Bearer ${secret:hub-token-2}' } },
    again: { command: 'y', env: { GITHUB_TOKEN: '${secret:github-token}' } },
    else: { command: 'y', env: { GITHUB_TOKEN: '${secret:else-github-token}' } },
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: as they are written in the file
  });
  expect(Object.fromEntries(secrets)).toEqual({
    'gh-api-key': 'abcdefgh',
    'github-token': 'ghp_01234567',
    'hub-token-2': '123456789',
    'else-github-token': 'ghp_76543210',
  });
});

test('what asks for an input brings its declaration with it, unless the file has one', () => {
  const inputs = [{ id: 'key', description: 'The key', password: true }, { id: 'known' }];
  const found = plan([draft('a', NOTES_2, { inputs })], { declared: new Set(['known']) });
  expect(found.inputs).toEqual([{ id: 'key', description: 'The key', password: true }]);
});

test('what our own file would refuse is left out with the reason', () => {
  const why = 'cwd must be a folder';
  expect(plan([draft('a', { command: 'x', cwd: 3 })], { read: () => ({ ok: false, why }) })).toMatchObject({
    added: {},
    skipped: [{ name: 'a', why }],
  });
});

const NOTES_2 = { command: 'node', args: ['other.js'] };
