import { expect, test } from 'vitest';
import {
  type Configuration,
  NOTHING_BESIDE,
  parseConfiguration,
} from '#engine/configuration/configuration.ts';
import { envFileChange } from '../../../main/engine/keeping/env-file-change.ts';

const FILE = '/anywhere/servers.json';
const GITHUB = `$\{env:GITHUB}`;
const TEXT = JSON.stringify({
  version: 2,
  mcpServers: {
    a: { command: 'x', env: { TOKEN: GITHUB } },
    b: { command: 'x' },
    c: { command: 'x' },
  },
});

function read(variables: Readonly<Record<string, string>>, text = TEXT): Configuration {
  const placed = Object.entries(variables).map(
    ([name, value], index) => [name, { value, line: index + 1, column: 1 }] as const,
  );
  const envFile = { file: '/anywhere/.env', variables: new Map(placed), faults: [] };
  const result = parseConfiguration(FILE, text, { ...NOTHING_BESIDE, envFile });
  if (!result.ok) throw new Error(result.findings[0]?.message);
  return result.configuration;
}

test('settings that another .env changes are told with what they were', () => {
  const change = envFileChange(
    read({ SIGNALBOX_MONITORING_INTERVAL: '3s' }),
    read({ SIGNALBOX_MONITORING_INTERVAL: '4s', SIGNALBOX_SERVER_C_TIMEOUTS_REQUEST: '7s' }),
  );
  expect(change).toEqual({
    summary: '.env: 2 settings changed',
    changes: [
      { key: 'monitoring.interval', before: '"3s"', after: '"4s"' },
      { key: 'mcpServers.c.timeouts.request', before: expect.any(String), after: '"7s"' },
    ],
  });
});

test('a secret in .env restarts the server that takes it, and is seen nowhere', () => {
  const change = envFileChange(read({ GITHUB: 'ghp_before-secret' }), read({ GITHUB: 'ghp_after-secret' }));
  expect(change).toEqual({
    summary: '.env: 1 setting changed; a restarted',
    changes: [{ key: 'mcpServers.a.env', before: '"•••"', after: '"•••"' }],
  });
});

test.each([
  ['comments and lines alone', { A: '1', GITHUB: 'x' }, { GITHUB: 'x', A: '1' }],
  ['a variable that nobody takes', { GITHUB: 'x' }, { GITHUB: 'x', A: '2' }],
])('%s are no change', (_, before, after) => {
  expect(envFileChange(read(before), read(after))).toBeNull();
});

test('what the file says in another way is no change of .env', () => {
  const other = TEXT.replace('"c":{"command":"x"}', '"c":{"command":"y"}');
  expect(envFileChange(read({}), read({}, other))).toBeNull();
  const change = envFileChange(read({}), read({ SIGNALBOX_MONITORING_INTERVAL: '4s' }, other));
  expect(change?.summary).toBe('.env: 1 setting changed');
});
