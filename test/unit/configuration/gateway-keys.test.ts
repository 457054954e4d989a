import { expect, test } from 'vitest';
import {
  type Configuration,
  NOTHING_BESIDE,
  parseConfiguration,
  type ServerConfig,
} from '#engine/configuration/configuration.ts';
import { fakeServerConfig } from '../../fakes/server-config.ts';
import { told, withKeys } from './findings.ts';

type Variables = Readonly<Record<string, string>>;

function read(entry: object, beside: object = {}, environment: Variables = {}): Configuration {
  const text = JSON.stringify({ ...beside, mcpServers: { a: { command: 'x', ...entry } } });
  const result = parseConfiguration('/f.json', text, { ...NOTHING_BESIDE, environment });
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return result.configuration;
}

function server(entry: object, environment: Variables = {}): ServerConfig {
  const [first] = read(entry, {}, environment).servers;
  if (!first) throw new Error('no server');
  return first;
}

const RULE = { timeoutMs: null, inFlight: null, ratePerSecond: null, cacheMs: 0, repeatable: null };

test('every key of what guards a server is read', () => {
  const defaults = fakeServerConfig('a', { command: 'x' });
  expect(
    server({
      share: 'per-client',
      timeouts: { request: '2m', requestMax: '1h' },
      limits: { inFlight: 8, queue: 0 },
      tools: {
        allow: ['read_*', 'echo'],
        deny: 'read_secrets',
        rename: { echo: 'say' },
        rules: { 'read_*': { timeout: '5m', inFlight: 2, rate: 0.5, cache: '30s', repeatable: true } },
        clients: { 'claude*': { deny: ['echo'] }, laptop: { allow: 'echo' } },
      },
      cache: { ttl: '10s' },
      breaker: { failures: 3, open: '5s', errorRate: '25%', minimum: 10, window: '30s' },
      retry: { attempts: 5, delay: 0 },
    }),
  ).toEqual({
    ...defaults,
    share: 'per-client',
    timeouts: { ...defaults.timeouts, requestMs: 120_000, requestMaxMs: 3_600_000 },
    limits: { ...defaults.limits, inFlight: 8, queue: 0 },
    tools: {
      allow: ['read_*', 'echo'],
      deny: ['read_secrets'],
      rename: { echo: 'say' },
      rules: [
        {
          tools: 'read_*',
          timeoutMs: 300_000,
          inFlight: 2,
          ratePerSecond: 0.5,
          cacheMs: 30_000,
          repeatable: true,
        },
      ],
      clients: [
        { client: 'claude*', allow: ['*'], deny: ['echo'] },
        { client: 'laptop', allow: ['echo'], deny: [] },
      ],
    },
    cache: { ttlMs: 10_000 },
    breaker: { failures: 3, openMs: 5_000, errorRatePercent: 25, minimum: 10, windowMs: 30_000 },
    retry: { attempts: 5, delayMs: 0 },
  });
});

test('a server that says nothing of it is guarded, and false switches a guard off', () => {
  expect(server({})).toEqual(fakeServerConfig('a', { command: 'x' }));
  expect(server({ cache: true, breaker: true, retry: {} })).toEqual(fakeServerConfig('a', { command: 'x' }));
  expect(server({ cache: false, breaker: false, retry: false })).toMatchObject({
    cache: null,
    breaker: null,
    retry: null,
  });
});

test('of rules that fit, the first in the file counts, whatever it is called', () => {
  const text =
    '{ "mcpServers": { "a": { "command": "x", "tools": { "rules": { "b*": {}, "1": {}, "a": {} } } } } }';
  const result = parseConfiguration('/f.json', text, NOTHING_BESIDE);
  const rules = result.ok ? result.configuration.servers[0]?.tools.rules : [];
  expect(rules).toEqual(['b*', '1', 'a'].map((tools) => ({ ...RULE, tools })));
});

test('connections to a server by URL have bounds that fit each other', () => {
  const remote = { command: undefined, url: 'https://example.com/mcp' };
  const connections = (found: object) => server({ ...remote, connections: found }).connections;
  expect(connections({})).toEqual({ min: 1, max: 10 });
  expect(connections({ min: 20 })).toEqual({ min: 20, max: 20 });
  expect(connections({ min: 0, max: 1 })).toEqual({ min: 0, max: 1 });
});

test('a time for one request above a day moves the end of all time', () => {
  expect(server({ timeouts: { request: '30h' } }).timeouts).toMatchObject({
    requestMs: 108_000_000,
    requestMaxMs: 108_000_000,
  });
});

test('each client has its own process or a pool is shared, not both', () => {
  const { servers, findings } = read({ share: 'per-client', instances: 4 });
  expect(servers[0]?.instances).toBeNull();
  expect(findings.map(({ message }) => message)).toEqual([
    'mcpServers.a.instances is not used, for each client gets a process of its own with "share": "per-client"',
  ]);
});

test('what holds for the gateway as a whole is read', () => {
  expect(read({}).gateway).toEqual({
    maxClients: 100,
    messageMaxBytes: 16 * 1024 ** 2,
    ratePerSecond: null,
    cacheEntries: 1000,
    recentRequests: 1000,
    recordArguments: false,
    protocolVersion: null,
    batchSize: 100,
    admin: { destructive: 'ask', ranking: null },
  });
  const ranking = { kind: 'gemini', url: 'https://example.com', model: 'm', key: 'k' };
  const gateway = {
    maxClients: 5,
    messageSize: '1MB',
    rate: 20,
    cacheEntries: 0,
    recentRequests: 50,
    recordArguments: true,
    protocolVersion: '2025-06-18',
    batchSize: 7,
    admin: { destructive: 'never', ranking },
  };
  expect(read({}, { gateway }).gateway).toEqual({
    maxClients: 5,
    messageMaxBytes: 1_000_000,
    ratePerSecond: 20,
    cacheEntries: 0,
    recentRequests: 50,
    recordArguments: true,
    protocolVersion: '2025-06-18',
    batchSize: 7,
    admin: { destructive: 'never', ranking },
  });
  expect(read({}, { gateway: { admin: false } }).gateway.admin).toBeNull();
});

test('the environment sets defaults of cache and breaker, and a server’s own keys go before them', () => {
  const environment = {
    MCP_CACHE_SIZE: '50',
    MCP_CACHE_TTL: '20',
    MCP_FAILURE_THRESHOLD: '7',
    MCP_RECOVERY_TIMEOUT: '90',
  };
  expect(read({}, {}, environment).gateway.cacheEntries).toBe(50);
  expect(server({}, environment)).toMatchObject({
    cache: { ttlMs: 20_000 },
    breaker: { failures: 7, openMs: 90_000 },
  });
  expect(server({ cache: { ttl: 1 }, breaker: { failures: 1, open: '1s' } }, environment)).toMatchObject({
    cache: { ttlMs: 1_000 },
    breaker: { failures: 1, openMs: 1_000 },
  });
  expect(read({}, { gateway: { cacheEntries: 2 } }, environment).gateway.cacheEntries).toBe(50);
});

test('a server can’t be called as the admin server, unless that one is off', () => {
  const named = (beside: string) => `{ ${beside} "mcpServers": {\n"Signalbox": { "command": "x" } } }`;
  expect(told(named(''))).toEqual([
    '2:1 mcpServers.Signalbox has the name of the admin server: rename it, or switch that one off with "gateway": { "admin": false }',
  ]);
  expect(told(named('"gateway": { "admin": false },'))).toEqual([]);
});

test.each([
  [
    '"tools": { "rename": { "a": "x", "b": "y", "c": "x" } }',
    '2:49 mcpServers.a.tools.rename.c gives the name "x" a second time: "a" has it already',
  ],
  [
    '"tools": { "rename": { "a": "two words" } }',
    '2:29 mcpServers.a.tools.rename.a must be 1 to 128 letters, digits, _, - and dots, as names of tools are',
  ],
  [
    '"tools": { "rename": { "a*": "b" } }',
    '2:24 mcpServers.a.tools.rename.a* must name one tool: two tools can’t have one name',
  ],
  [
    '"tools": { "allow": [3] }',
    '2:22 mcpServers.a.tools.allow.0 must be the name of a tool, or a glob such as "read_*", not the number 3',
  ],
  [
    '"tools": { "rules": { "x": { "rate": 0 } } }',
    '2:38 mcpServers.a.tools.rules.x.rate must be a number of requests a second from 0.001 to 100,000, not the number 0',
  ],
  [
    '"tools": { "clients": { "x": true } }',
    '2:30 mcpServers.a.tools.clients.x must be an object such as { "deny": ["delete_*"] }, not true',
  ],
  [
    '"cache": "5m"',
    '2:10 mcpServers.a.cache must be false or an object such as { "ttl": "5m" }, not the text "5m"',
  ],
  [
    '"cache": { "ttl": "5 minutes" }',
    '2:19 mcpServers.a.cache.ttl must be a time such as "30s", "500ms" or "2m", or a number of seconds, not the text "5 minutes"',
  ],
  [
    '"breaker": { "errorRate": "150%" }',
    '2:27 mcpServers.a.breaker.errorRate must be a share of requests such as "80%", from 1% to 100%, not the text "150%"',
  ],
  [
    '"retry": { "attempts": 1 }',
    '2:24 mcpServers.a.retry.attempts must be a whole number from 2 to 10, not the number 1',
  ],
  ['"share": "many"', '2:10 mcpServers.a.share must be "auto", "one" or "per-client", not the text "many"'],
  [
    '"timeouts": { "request": "2m", "requestMax": "1m" }',
    '2:46 mcpServers.a.timeouts.requestMax must not be below request: 1m is below 2m',
  ],
  [
    '"connections": { "max": 2 }',
    'warning 2:1 mcpServers.a.connections is not used, for this server is reached by its command',
  ],
  [
    '"breaker": { "failure": 2 }, "tools": { "denys": [], "rules": { "x": { "ttl": 3 } } }',
    'warning 2:14 mcpServers.a.breaker.failure is not a known key and is ignored; did you mean "failures"?',
    'warning 2:41 mcpServers.a.tools.denys is not a known key and is ignored; did you mean "deny"?',
    'warning 2:72 mcpServers.a.tools.rules.x.ttl is not a known key and is ignored',
  ],
])('%s is told with its place', (keys, ...findings) => {
  expect(told(withKeys(keys))).toEqual(findings);
});

test.each([
  [
    '{ "admin": { "ranking": { "kind": "openai", "url": "x", "model": "m" } } }',
    'gateway.admin.ranking.url must be an address that starts with http:// or https://, and this one has no scheme',
  ],
  [
    '{ "admin": { "ranking": { "kind": "bard", "url": "http://x", "model": "m" } } }',
    'gateway.admin.ranking.kind must be "openai" or "gemini", not the text "bard"',
  ],
  [
    '{ "messageSize": "16" }',
    'gateway.messageSize must be 1KB to 256MiB, not 16B; a plain number counts bytes',
  ],
  [
    '{ "admin": { "destruction": "ask" } }',
    'gateway.admin.destruction is not a known key and is ignored; did you mean "destructive"?',
  ],
  ['{ "maxClient": 3 }', 'gateway.maxClient is not a known key and is ignored; did you mean "maxClients"?'],
])('the gateway’s %s is told', (gateway, finding) => {
  const [first = ''] = told(`{ "gateway": ${gateway}, "mcpServers": {} }`);
  expect(first.replace(/^(warning )?\d+:\d+ /, '')).toBe(finding);
});
