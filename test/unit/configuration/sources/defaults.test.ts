import { expect, test } from 'vitest';
import {
  effectiveSettings,
  NOTHING_BESIDE,
  parseConfiguration,
  type ServerConfig,
} from '#engine/configuration/configuration.ts';
import { told } from '../findings.ts';

function servers(defaults: object, entries: Readonly<Record<string, object>>): readonly ServerConfig[] {
  const result = parseConfiguration(
    '/f.json',
    JSON.stringify({ defaults, mcpServers: entries }),
    NOTHING_BESIDE,
  );
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  expect(result.configuration.findings).toEqual([]);
  return result.configuration.servers;
}

const server = (defaults: object, entry: object = {}): ServerConfig => {
  const [first] = servers(defaults, { a: { command: 'x', ...entry } });
  if (first === undefined) throw new Error('no server');
  return first;
};

test('a server takes from defaults what it does not say itself, key by key', () => {
  const defaults = {
    start: 'on-demand',
    timeouts: { start: '7s', request: '9s' },
    restart: { policy: 'always', maxAttempts: 3 },
    health: { interval: '20s', timeout: '3s' },
    protocolVersion: '2025-06-18',
    cache: { ttl: '1m' },
    breaker: false,
  };
  expect(server(defaults, { timeouts: { start: '1s' }, restart: { policy: 'never' } })).toMatchObject({
    start: 'on-demand',
    timeouts: { startMs: 1_000, requestMs: 9_000, handshakeMs: 10_000 },
    restart: { policy: 'never', maxAttempts: 3 },
    liveness: { intervalMs: 20_000, timeoutMs: 3_000, misses: 3 },
    protocolVersion: '2025-06-18',
    cache: { ttlMs: 60_000 },
    breaker: null,
  });
  expect(server(defaults, { cache: true, breaker: true })).toMatchObject({
    cache: { ttlMs: 60_000 },
    breaker: { failures: 5 },
  });
  expect(server(defaults, { cache: false, breaker: { failures: 2 } })).toMatchObject({
    cache: null,
    breaker: { failures: 2 },
  });
});

test('the sizes of a pool are for servers that ask for one', () => {
  const defaults = { instances: { min: 2, max: 6 } };
  expect(server(defaults).instances).toBeNull();
  expect(server(defaults, { instances: true }).instances).toMatchObject({ min: 2, max: 6 });
  expect(server(defaults, { instances: { max: 4 } }).instances).toMatchObject({ min: 2, max: 4 });
  expect(server(defaults, { instances: 3 }).instances).toMatchObject({ min: 3, max: 3 });
  expect(server(defaults, { instances: false }).instances).toBeNull();
});

test('what is inherited gives way where it does not fit what a server says', () => {
  const limits = { memorySoft: '800MB', memoryHard: '1GB' };
  expect(server({ limits }, { limits: { memoryHard: '500MB' } }).limits).toMatchObject({
    memorySoftBytes: 500_000_000,
    memoryHardBytes: 500_000_000,
  });
  expect(server({ limits }, { limits: { memorySoft: '2GB' } }).limits).toMatchObject({
    memorySoftBytes: 2_000_000_000,
    memoryHardBytes: 2_000_000_000,
  });
  expect(server({ instances: { min: 4, max: 6 } }, { instances: { max: 2 } }).instances).toMatchObject({
    min: 2,
    max: 2,
  });
  const restart = { forceOn: [1, 2] };
  expect(server({ restart }, { restart: { preventOn: [2] } }).restart).toMatchObject({
    forceOn: [1],
    preventOn: [2],
  });
});

test('a server by URL inherits no limits of a process, and is not told of them', () => {
  const defaults = { limits: { memorySoft: '800MB', cpuQuota: '50%' }, instances: { min: 2 } };
  const [remote] = servers(defaults, { a: { url: 'https://example.com/mcp' } });
  expect(remote).toMatchObject({ limits: { memorySoftBytes: null, cpuPercent: null }, instances: null });
});

test('what is wrong in defaults is told once, at its place', () => {
  const entries = '"mcpServers": { "a": { "command": "x" }, "b": { "command": "y" } }';
  expect(told(`{ ${entries}, "defaults": {\n"timeouts": { "start": "soon" } } }`)).toEqual([
    '2:24 defaults.timeouts.start must be a time such as "30s", "500ms" or "2m", or a number of seconds, not the text "soon"',
  ]);
  expect(
    told(`{ ${entries}, "defaults": {\n"limits": { "memorySoft": "2GB", "memoryHard": "1GB" } } }`),
  ).toEqual(['2:48 defaults.limits.memoryHard must not be below memorySoft: 1GB is below 2GB']);
  expect(told(`{ ${entries}, "defaults": {\n"comand": 1, "timeouts": { "strat": 1 } } }`)).toEqual([
    'warning 2:1 defaults.comand is not a known key and is ignored',
    'warning 2:28 defaults.timeouts.strat is not a known key and is ignored; did you mean "start"?',
  ]);
});

test('what a server inherits is shown with the place that it is from', () => {
  const text =
    '{ "defaults": { "timeouts": {\n"start": "7s" } }, "mcpServers": { "a": { "command": "x" } } }';
  const result = parseConfiguration('/f.json', text, NOTHING_BESIDE);
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  const settings = effectiveSettings(result.configuration, () => [], 'a');
  expect(settings['mcpServers.a.timeouts.start']).toEqual({ value: '7s', origin: 'file', from: 'f.json:2' });
  expect(settings['mcpServers.a.timeouts.install']).toEqual({ value: '10m', origin: 'default', from: null });
});
