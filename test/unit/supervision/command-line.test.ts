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

  it.each([
    [['--header', 'Authorization: Bearer abc123'], 'node --header Authorization: •••'],
    [['--header', 'Authorization:Bearer abc123'], 'node --header Authorization:•••'],
    [['--header=Authorization: Bearer abc123'], 'node --header=Authorization: •••'],
    [['-H', 'X-API-Key: p1'], 'node -H X-API-Key: •••'],
    [['-H', 'Cookie: session=abc; theme=dark'], 'node -H Cookie: •••'],
    [['-H', 'X-Forwarded: Bearer abc123'], 'node -H X-Forwarded: Bearer •••'],
    [['postgresql://bob:pw@host/db'], 'node postgresql://bob:•••@host/db'],
    [['postgres://bob:p@ss#1/x@host/db'], 'node postgres://bob:•••@host/db'],
    [['redis://:pw@host:6379'], 'node redis://:•••@host:6379'],
    [['--db=mysql://bob:pw@host/db?ssl=1'], 'node --db=mysql://bob:•••@host/db?ssl=1'],
    [['bob:pw@tcp(host:3306)/db'], 'node bob:•••@tcp(host:3306)/db'],
    [['https://abcdef@host/mcp'], 'node https://•••@host/mcp'],
    [['https://host/mcp?api_key=ab1&page=2&token=cd2'], 'node https://host/mcp?api_key=•••&page=2&token=•••'],
    [['https://host/#access_token=ab1&page=2'], 'node https://host/#access_token=•••&page=2'],
    [['api_key=ab1'], 'node api_key=•••'],
    [['--env', 'GITHUB_TOKEN=ab1'], 'node --env GITHUB_TOKEN=•••'],
    [['--env=GITHUB_TOKEN=ab1=='], 'node --env=GITHUB_TOKEN=•••'],
    [['-e', 'API_KEY=correct horse'], 'node -e API_KEY=•••'],
    [['--set', 'db.password=ab1'], 'node --set db.password=•••'],
    [['host=db user=bob password=ab1 port=1'], 'node host=db user=bob password=••• port=1'],
    [['Server=db;User Id=bob;Password=ab1;Port=1'], 'node Server=db;User Id=bob;Password=•••;Port=1'],
    [['{"apiKey":"ab1","page":2}'], 'node {"apiKey":"•••","page":2}'],
    [['{"db":{"password":123,"tokens":["ab1"]}}'], 'node {"db":{"password":•••,"tokens":["•••"]}}'],
    [['--config={"clientSecret":"ab1","a":1}'], 'node --config={"clientSecret":"•••","a":1}'],
    [['{"password":"a\\"b c"}'], 'node {"password":"•••"}'],
    [['https://bob:p#w@host/a@b'], 'node https://bob:•••@host/a@b'],
    [['{"args":["--token","ab1"]}'], 'node {"args":["--token","•••"]}'],
    [['{"apiKey":"ab1","cut'], 'node {"apiKey":"•••","cut'],
    [['-c', 'API_KEY=ab1 npx it -H "Cookie: a b"'], 'node -c API_KEY=••• npx it -H "Cookie: •••"'],
    [['--user', 'bob:ab1'], 'node --user bob:•••'],
    [['ghp_0123456789abcdefghijABCD'], 'node •••'],
    [['--password', 'password'], 'node --password •••'],
  ])('%o reads %s', (args, shown) => {
    expect(showCommandLine(config({ args }))).toBe(shown);
    expect(commandShower(config({}))(['node', ...args])).toBe(shown);
  });

  it.each(
    [
      ['--key-file', '/etc/keys/server.pem'],
      ['--key', './server.pem'],
      ['--max-tokens', '4096'],
      ['--tokens', '4096'],
      ['--author', 'x'],
      ['--author=x', '--keyboard', 'de', '--tokenizer', 'bpe'],
      ['--token-url', 'https://host:80/token?page=2'],
      ['--auth', 'none', '--no-auth', 'x', '--public-key', 'abc'],
      ['docker', 'run', '-u', '1000:1000', '-e', 'API_KEY', 'my-auth:latest'],
      ['http://localhost:3000/@me', 'git+ssh://git@github.com/a/b', 'npm:@scope/auth@1'],
      ['--header', 'Authorization:$TOKEN'],
      ['GITHUB_TOKEN_FILE=/run/secrets/token'],
      ['{"author":"x","maxTokens":10}'],
    ].map((args) => [args]),
  )('%o stays readable', (args) => {
    expect(showCommandLine(config({ args }))).toBe(`node ${args.join(' ')}`);
  });

  it('cuts an endless command line, and leaves no secret where it is cut', () => {
    const show = commandShower(config({}));
    expect(show(['node', `--token=${'s3'.repeat(90_000)}`, 'y'])).toBe('node --token=•••');
    expect(show(['x'.repeat(1_980), `db://bob:${'s3'.repeat(90)}@host`])).toBe(
      `${'x'.repeat(1_980)} db://bob:•••@host`,
    );
    expect(show(['a='.repeat(90_000)])).toMatch(/^(a=)+…$/);
    expect(show(['x'.repeat(90_000), 'y'])).toBe(`${'x'.repeat(2_000)}…`);
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
  const ofHeader = configuredSecrets(config({ args: ['-H', 'Authorization: Bearer abc-12345'] }));
  expect(ofHeader).toContain('abc-12345');
  const ofQuery = configuredSecrets(config({ env: { SERVER_URL: 'https://host/?token=abc-12345&a=1' } }));
  expect(ofQuery).toContain('abc-12345');
});
