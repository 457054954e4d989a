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

const WATCHED = `{
  "mcpServers": {
    "http": {
      "command": "x",
      "env": { "TOKEN": "hunter2" },
      "metrics": { "command": "figures", "args": ["-a"] },
      "health": { "checks": [
        { "tcp": "h:1" },
        { "http": "https://good", "headers": { "X-Team": "k3y" } },
        { "run": "pg_isready", "args": ["-q"] }
      ] }
    }
  },
  "monitoring": { "otlp": { "url": "https://good", "headers": { "X-Honeycomb": "abc" } } }
}
`;
const afterChange = (from: string, to: string) =>
  redirectedSecrets(WATCHED.replace(from, to), WATCHED, secretArguments).map(({ key, secrets }) => [
    key,
    secrets,
  ]);

test('a server’s secrets are not given to another command for its figures or its checks unnoticed', () => {
  const secrets = ['env.TOKEN', 'health.checks.1.headers.X-Team'];
  expect(afterChange('"figures"', '"evil"')).toEqual([['mcpServers.http.metrics.command', secrets]]);
  expect(afterChange('["-a"]', '["-b"]')).toEqual([['mcpServers.http.metrics.command', secrets]]);
  expect(afterChange('"pg_isready"', '"evil"')).toEqual([['mcpServers.http.health.checks.2.run', secrets]]);
  expect(afterChange('{ "tcp": "h:1" }', '{ "run": "evil" }')).toEqual([
    ['mcpServers.http.health.checks.0.run', secrets],
  ]);
});

test('headers of a check and of OpenTelemetry are not sent to another address unnoticed', () => {
  expect(afterChange('"http": "https://good"', '"http": "https://evil"')).toEqual([
    ['mcpServers.http.health.checks.1.http', ['headers.X-Team']],
  ]);
  expect(afterChange('"url": "https://good"', '"url": "https://evil"')).toEqual([
    ['monitoring.otlp.url', ['headers.X-Honeycomb']],
  ]);
});

test('a command that is taken away, or a check that moves up the list, gives nothing to anybody', () => {
  expect(afterChange('"metrics": { "command": "figures", "args": ["-a"] },', '')).toEqual([]);
  expect(afterChange('{ "tcp": "h:1" },\n', '')).toEqual([]);
});

const ALERTED = `{
  "alerts": { "channels": {
    "mail": { "type": "email", "host": "good", "user": "ops", "password": "hunter2", "from": "a@b", "to": ["c@d"] },
    "hook": { "type": "webhook", "url": "https://good", "secret": "k3y", "template": { "url": "u" } }
  } },
  "mcpServers": { "a": {
    "command": "x", "env": { "TOKEN": "hunter2" },
    "alerts": { "rules": { "down": { "remedy": { "do": "run", "command": "page" } } } }
  } }
}
`;
const afterAlerted = (from: string, to: string) =>
  redirectedSecrets(ALERTED.replace(from, to), ALERTED, secretArguments).map(({ key, secrets }) => [
    key,
    secrets,
  ]);

test('the secrets of a channel for alerts, and of a server that an alert runs something for, go nowhere unnoticed', () => {
  expect(afterAlerted('"host": "good"', '"host": "evil"')).toEqual([
    ['alerts.channels.mail.host', ['password']],
  ]);
  expect(afterAlerted('https://good', 'https://evil')).toEqual([['alerts.channels.hook.url', ['secret']]]);
  expect(afterAlerted('"c@d"', '"e@f"')).toEqual([]);
  expect(afterAlerted('"url": "u"', '"url": "v"')).toEqual([]);
  expect(afterAlerted('"page"', '"evil"')).toEqual([
    ['mcpServers.a.alerts.rules.down.remedy.command', ['env.TOKEN']],
  ]);
});
