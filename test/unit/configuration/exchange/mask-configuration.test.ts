import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskConfiguration, restoreConfiguration } from '#engine/configuration/configuration.ts';
import { secretArguments } from '#engine/supervision/supervision.ts';

/** What a person writes so that the value comes from elsewhere. */
const REFERENCE = ['${', 'X}'].join('');

const SOURCE = `{
  // "OLD_API_KEY": "sk-old-old-old", kept for later
  "mcpServers": {
    "github": {
      "command": "npx", // hunter2-hunter2 goes into the environment
      "args": ["-y", "server-github", "--token", "ghs-argument", "--verbose"],
      "env": {
        "GITHUB_TOKEN": "hunter2-hunter2",
        "LEVEL": "debug",
        "DB": "postgres://me:pa55word@localhost/db",
        "FROM_SHELL_TOKEN": "${REFERENCE}"
      },
      "tools": { "rename": { "get_token": "fetch_token" } }
    },
    "web": { "url": "https://example.com/mcp?api_key=q-q-q-q", "headers": { "Authorization": "Bearer abc", "X-Team": "red" } }
  },
  "gateway": { "admin": { "ranking": { "kind": "openai", "url": "http://127.0.0.1:1", "model": "m", "key": "k3y" } } }
}
`;
const SECRETS = ['sk-old-old-old', 'ghs-argument', 'hunter2', 'pa55word', 'q-q-q-q', 'Bearer abc', 'k3y'];

test('every secret is masked, and nothing else', () => {
  const masked = maskConfiguration(SOURCE, secretArguments);
  for (const secret of SECRETS) expect(masked).not.toContain(secret);
  expect(masked).toContain('"args": ["-y", "server-github", "--token", "•••", "--verbose"]');
  expect(masked).toContain('"GITHUB_TOKEN": "•••",\n        "LEVEL": "debug"');
  expect(masked).toContain('postgres://me:•••@localhost/db');
  expect(masked).toContain(`"FROM_SHELL_TOKEN": "${REFERENCE}"`);
  expect(masked).toContain('"rename": { "get_token": "fetch_token" }');
  expect(masked).toContain('"X-Team": "red"');
  expect(masked.split('\n')).toHaveLength(SOURCE.split('\n').length);
});

test('what was masked comes back as it was', () => {
  const masked = maskConfiguration(SOURCE, secretArguments);
  expect(restoreConfiguration(masked, SOURCE, secretArguments)).toEqual({ text: SOURCE, lost: [] });
});

test('an edit of a masked text keeps the secrets around it, also where a list has moved', () => {
  const masked = maskConfiguration(SOURCE, secretArguments);
  const edited = masked.replace('"LEVEL": "debug"', '"LEVEL": "info"').replace('"-y", ', '');
  const { text, lost } = restoreConfiguration(edited, SOURCE, secretArguments);
  expect(lost).toEqual([]);
  expect(text).toBe(SOURCE.replace('"LEVEL": "debug"', '"LEVEL": "info"').replace('"-y", ', ''));
});

test('a mask where no secret was is named, and no secret of another place is put there', () => {
  const current = '{"mcpServers":{"a":{"command":"x","env":{"A_TOKEN":"secret-of-a"}}}}';
  const moved = '{"mcpServers":{"b":{"command":"evil","env":{"A_TOKEN":"•••"}}}}';
  expect(restoreConfiguration(moved, current, secretArguments)).toEqual({
    text: moved,
    lost: ['mcpServers.b.env.A_TOKEN'],
  });
});

test('for any values of any names, masking and restoring gives the same text', () => {
  const name = fc.constantFrom('TOKEN', 'PATH', 'API_KEY', 'LEVEL', 'dsn', 'NAME');
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom('•••', 'Bearer •••', '"\\', REFERENCE, 'postgres://a:b@c/d'),
  );
  const env = fc.dictionary(name, value);
  const args = fc.array(
    fc.oneof(value, fc.constantFrom('--token', '--password=abc', '-H', 'Authorization: Bearer x')),
  );
  fc.assert(
    fc.property(env, args, (env, args) => {
      const source = JSON.stringify({ mcpServers: { a: { command: 'x', args, env } } }, null, 2);
      const masked = maskConfiguration(source, secretArguments);
      const { text, lost } = restoreConfiguration(masked, source, secretArguments);
      expect(lost).toEqual([]);
      expect(text).toBe(JSON.stringify(JSON.parse(source), null, 2));
      for (const [key, secret] of Object.entries(env)) {
        if (/TOKEN|KEY|dsn/.test(key) && secret.length > 0 && secret !== REFERENCE)
          expect(JSON.parse(masked).mcpServers.a.env[key]).toBe('•••');
      }
    }),
  );
});

test('headers of checks and of OpenTelemetry are secrets, whatever they are called', () => {
  const source = `{
  "mcpServers": { "a": { "command": "x", "health": { "checks": [{ "http": "https://h", "headers": { "X-Team": "one" } }] } } },
  "monitoring": { "otlp": { "url": "https://h", "headers": { "X-Honeycomb": "two" } } }
}`;
  const masked = maskConfiguration(source, secretArguments);
  expect(masked).toBe(source.replace('"one"', '"•••"').replace('"two"', '"•••"'));
  expect(restoreConfiguration(masked, source, secretArguments)).toEqual({ text: source, lost: [] });
});

test('what lets somebody into a channel for alerts is a secret: its address, its headers, its passwords', () => {
  const source = `{
  // https://hooks.example/T0/B0/tok3n is the old one
  "alerts": { "channels": {
    "chat": { "type": "slack", "url": "https://hooks.example/T0/B0/tok3n" },
    "hook": { "type": "webhook", "url": "https://a.example:8443", "headers": { "X-Team": "one" }, "secret": "two" },
    "mail": { "type": "email", "host": "mail.example", "user": "ops", "password": "three" }
  } },
  "mcpServers": {}
}`;
  const masked = maskConfiguration(source, secretArguments);
  expect(masked).toBe(
    source
      .replace('/T0/B0/tok3n is', '/••• is')
      .replace('/T0/B0/tok3n"', '/•••"')
      .replace('"one"', '"•••"')
      .replace('"two"', '"•••"')
      .replace('"three"', '"•••"'),
  );
  expect(restoreConfiguration(masked, source, secretArguments)).toEqual({ text: source, lost: [] });
});
