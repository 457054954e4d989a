import { describe, expect, it } from 'vitest';
import type { ServerConfig } from '../../../main/engine/configuration/configuration.ts';
import {
  commandShower,
  configuredSecrets,
  showCommandLine,
} from '../../../main/engine/supervision/command-line.ts';
import { fakeServerConfig } from '../../fakes/server-config.ts';

const config = (part: Partial<ServerConfig>) => fakeServerConfig('a', part);

describe('the command line that people see', () => {
  it.each([
    [['server.js', '--port', '80'], 'node server.js --port 80'],
    [['--api-key', 'sk-12345', '--verbose'], 'node --api-key ••• --verbose'],
    [['--token=abc'], 'node --token=•••'],
    [['--token', '--verbose'], 'node --token --verbose'],
  ])('%o reads %s', (args, shown) => {
    expect(showCommandLine(config({ args }))).toBe(shown);
  });

  it('masks the values of secret variables', () => {
    const shown = showCommandLine(
      config({ args: ['https://x/?k=hunter2-hunter2'], env: { API_KEY: 'hunter2-hunter2' } }),
    );
    expect(shown).toBe('node https://x/?k=•••');
  });

  it.each([
    ['https://example.com/100%', 'https://example.com/100%'],
    ['https://user:pass@example.com/mcp?key=1', 'https://•••@example.com/mcp?…'],
    ['https://token@example.com/mcp', 'https://•••@example.com/mcp'],
    ['http://localhost:3000/mcp', 'http://localhost:3000/mcp'],
    ['not a url', '•••'],
  ])('shows the URL %s as %s', (url, shown) => {
    expect(showCommandLine(config({ transport: 'http', command: '', url }))).toBe(shown);
  });
});

it('masks secrets in the command lines of what a server starts, too', () => {
  const show = commandShower(config({ args: ['--token', 'abc123'], env: { API_KEY: 'hunter2-hunter2' } }));
  expect(show(['curl', '-H', 'x: hunter2-hunter2', 'abc123'])).toBe('curl -H x: ••• •••');
  expect(show(['helper', '--password=own1', 'x'])).toBe('helper --password=••• x');
  expect(show(['sh', '-c', 'helper --secret own2 && ls'])).toBe('sh -c helper --secret ••• && ls');
});

it('keeps what stands behind a secret flag, and in a secret variable, out of the log', () => {
  const secrets = configuredSecrets(
    config({ args: ['--api-key', 'sk-12345'], env: { DB: 'postgres://me:s3cret-pw@db/x' } }),
  );
  expect(secrets).toEqual(expect.arrayContaining(['sk-12345', 's3cret-pw']));
});
