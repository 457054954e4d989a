import { expect, test } from 'vitest';
import { redirectedSecrets } from '#engine/configuration/configuration.ts';
import { secretArguments } from '#engine/supervision/supervision.ts';

/** What a person writes so that the value comes from elsewhere. */
const REFERENCE = ['${', 'X}'].join('');

const SOURCE = `{
  "mcpServers": {
    "github": { "command": "npx", "args": ["-y", "good"], "env": { "TOKEN": "hunter2", "url": "http://a" } },
    "shell": { "command": "x", "env": { "API_KEY": "${REFERENCE}" } },
    "plain": { "command": "x", "env": { "LEVEL": "info" } }
  },
  "gateway": { "admin": { "ranking": { "kind": "openai", "url": "http://b", "model": "m", "key": "k3y" } } }
}
`;
const after = (from: string, to: string) =>
  redirectedSecrets(SOURCE.replace(from, to), SOURCE, secretArguments).map(({ key, secrets }) => [
    key,
    secrets,
  ]);

test('a secret that stays while who gets it changes is found, with the place of the change', () => {
  expect(after('"good"', '"evil"')).toEqual([['mcpServers.github.args.1', ['env.TOKEN']]]);
  expect(after('"npx"', '"evil"')).toEqual([['mcpServers.github.command', ['env.TOKEN']]]);
  expect(after('"shell": { "command": "x"', '"shell": { "command": "y"')).toEqual([
    ['mcpServers.shell.command', ['env.API_KEY']],
  ]);
  expect(after('http://b', 'http://c')).toEqual([['gateway.admin.ranking.url', ['key']]]);
  const [found] = redirectedSecrets(SOURCE.replace('"good"', '"evil"'), SOURCE, secretArguments);
  expect(found).toMatchObject({ line: 3, column: 1 + (SOURCE.split('\n')[2] ?? '').indexOf('"good"') });
});

test('no secret goes elsewhere where none stays, or none gets another place', () => {
  expect(after('"plain": { "command": "x"', '"plain": { "command": "y"')).toEqual([]);
  expect(after('"http://a"', '"http://c"')).toEqual([]);
  expect(after('"info"', '"debug"')).toEqual([]);
  expect(after('"good"], "env": { "TOKEN": "hunter2"', '"evil"], "env": { "TOKEN": "new"')).toEqual([]);
  expect(after('"plain"', '"other"')).toEqual([]);
});
