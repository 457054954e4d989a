import { homedir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Configuration,
  NOTHING_BESIDE,
  parseConfiguration,
} from '#engine/configuration/configuration.ts';
import { fakeServerConfig } from '../../fakes/server-config.ts';

function good(value: unknown): Configuration {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const result = parseConfiguration('/etc/sb/servers.json', text, NOTHING_BESIDE);
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return result.configuration;
}

test('a file from an AI client works as it is', () => {
  const { servers, findings } = good({
    mcpServers: {
      github: {
        type: 'stdio',
        command: 'npx',
        args: ['-y', 'server-github', '--port', 3000],
        env: { GITHUB_TOKEN: 'x', DEBUG: true, DEPTH: 3 },
        disabledTools: ['a'],
        autoApprove: [],
        alwaysAllow: [],
        timeout: 60,
        description: 'mine',
      },
      remote: { type: 'streamableHttp', url: 'https://example.com/mcp', headers: { A: 'b' } },
      windsurf: { serverUrl: 'https://example.com/sse' },
      gemini: { httpUrl: 'https://example.com/mcp', trust: true },
      off: { command: 'x', enabled: false },
    },
  });
  expect(findings).toEqual([]);
  expect(servers.map(({ name, transport, disabled }) => [name, transport, disabled])).toEqual([
    ['github', 'stdio', false],
    ['remote', 'http', false],
    ['windsurf', 'http', false],
    ['gemini', 'http', false],
    ['off', 'stdio', true],
  ]);
  expect(servers[0]?.args).toEqual(['-y', 'server-github', '--port', '3000']);
  expect(servers[0]?.env).toEqual({ GITHUB_TOKEN: 'x', DEBUG: 'true', DEPTH: '3' });
  expect(servers[1]).toMatchObject({ command: '', url: 'https://example.com/mcp' });
});

test('defaults are those of the documentation', () => {
  const { servers, monitoring } = good(
    '\uFEFF{ /* mine */ "$schema": "x", "mcpServers": { "a": { "command": "x", }, }, }',
  );
  expect(monitoring.sampleIntervalMs).toBe(2000);
  expect(servers).toEqual([fakeServerConfig('a', { command: 'x' })]);
});

test('times take a unit or count seconds', () => {
  const { servers, monitoring } = good({
    version: 1,
    monitoring: { interval: '1m' },
    mcpServers: {
      a: {
        command: 'x',
        timeouts: { start: '1.5 m', handshake: 2, stdinClose: 0, terminate: '250MS' },
        health: { interval: '1h', timeout: 0.5, misses: 1 },
        restart: { policy: 'never' },
      },
    },
  });
  expect(monitoring.sampleIntervalMs).toBe(60_000);
  expect(servers[0]).toMatchObject({
    restart: { policy: 'never' },
    timeouts: { startMs: 90_000, handshakeMs: 2000, stdinCloseMs: 0, terminateMs: 250 },
    liveness: { intervalMs: 3_600_000, timeoutMs: 500, misses: 1 },
  });
});

test('a working folder may start at home or at the file', () => {
  const { servers } = good({
    mcpServers: {
      a: { command: 'x', cwd: '~/notes' },
      b: { command: 'x', cwd: 'data' },
      c: { command: 'x', cwd: '~' },
    },
  });
  expect(servers.map((server) => server.cwd)).toEqual([join(homedir(), 'notes'), '/etc/sb/data', homedir()]);
});

test('names that JavaScript objects know are names like any other', () => {
  const { servers } = good(
    '{ "mcpServers": { "constructor": { "command": "x" }, "toString": { "command": "y" } } }',
  );
  expect(servers.map((server) => server.name)).toEqual(['constructor', 'toString']);
});

const GOOD = `{
  // servers
  "mcpServers": {
    "memory": { "command": "npx", "args": ["-y", "m"], "env": { "A": "1" } },
    "files": { "command": "node", "timeouts": { "start": "30s" }, "health": { "misses": 3 } }
  },
  "monitoring": { "interval": "2s" }
}
`;

function expectSound(text: string): void {
  const result = parseConfiguration('/f.json', text, NOTHING_BESIDE);
  const findings = result.ok ? result.configuration.findings : result.findings;
  if (!result.ok) expect(findings.some((finding) => finding.severity === 'error')).toBe(true);
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  for (const { line, column, message } of findings) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
    expect(message).not.toBe('');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may reach a terminal
    expect(message).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  }
}

test('no text makes it throw, and every finding lies inside the text', () => {
  const jsonish = fc.array(
    fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"mcpServers"',
      '"a"',
      '"command"',
      '1',
      'true',
      '\n',
      '\r',
      '//',
      '/*',
      '\0',
      '\uFEFF',
    ),
    { maxLength: 40 },
  );
  fc.assert(fc.property(fc.string({ unit: 'binary' }), expectSound), { numRuns: 1000 });
  fc.assert(
    fc.property(jsonish, (parts) => expectSound(parts.join(''))),
    { numRuns: 3000 },
  );
  fc.assert(
    fc.property(fc.json(), (json) => expectSound(`{"mcpServers":{"a":${json}},"monitoring":${json}}`)),
  );
});

test('no edit of a good file makes it throw, and every finding lies inside the text', () => {
  const edit = fc.tuple(
    fc.nat(GOOD.length),
    fc.nat(12),
    fc.oneof(
      fc.string({ maxLength: 5 }),
      fc.constantFrom('{', '}', '"', ',', ':', '\n', '[', ']', '', 'null'),
    ),
  );
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
      let text = GOOD;
      for (const [at, cut, put] of edits) text = text.slice(0, at) + put + text.slice(at + cut);
      expectSound(text);
    }),
    { numRuns: 3000 },
  );
});

test('another configuration beside the file, which is not read, is told', () => {
  const context = { ...NOTHING_BESIDE, otherFiles: ['servers.yaml'] };
  const result = parseConfiguration('/srv/servers.json', '{ "mcpServers": {} }', context);
  expect(result.ok && result.configuration.findings).toEqual([
    {
      severity: 'warning',
      file: '/srv/servers.json',
      line: 1,
      column: 1,
      key: '',
      message: 'servers.yaml stands beside this file and is not read: keep one of the two',
    },
  ]);
});
