import { expect, test } from 'vitest';
import {
  NOTHING_BESIDE,
  parseConfiguration,
  type ServerConfig,
} from '#engine/configuration/configuration.ts';
import { fakeServerConfig } from '../../fakes/server-config.ts';
import { told, withKeys } from './findings.ts';

function server(entry: object, environment: Readonly<Record<string, string>> = {}): ServerConfig {
  const mcpServers = { a: entry, b: { command: 'y' } };
  const result = parseConfiguration('/f.json', JSON.stringify({ mcpServers }), {
    ...NOTHING_BESIDE,
    environment,
  });
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  const [first] = result.configuration.servers;
  if (!first) throw new Error('no server');
  return first;
}

test('every key of the full lifecycle is read', () => {
  expect(
    server({
      command: 'x',
      start: 'on-demand',
      idleStop: '15m',
      dependsOn: 'b',
      restart: {
        policy: 'on-abnormal',
        successOn: [0, 3],
        preventOn: 78,
        forceOn: ['sigterm', 1],
        withDependencies: true,
      },
      limits: {
        memorySoft: '512MB',
        memoryHard: '1.5 GiB',
        cpuQuota: '80%',
        openFiles: 1024,
        processes: 64,
        sustained: '30s',
      },
      instances: { min: 2, max: 5, concurrency: 3 },
      timeouts: { install: '5m' },
      health: { onHang: 'alert' },
    }),
  ).toEqual(
    fakeServerConfig('a', {
      command: 'x',
      start: 'on-demand',
      idleStopMs: 900_000,
      dependsOn: ['b'],
      restart: {
        policy: 'on-abnormal',
        successOn: [0, 3],
        preventOn: [78],
        forceOn: ['SIGTERM', 1],
        maxAttempts: 6,
        withDependencies: true,
      },
      limits: {
        memorySoftBytes: 512_000_000,
        memoryHardBytes: 1.5 * 1024 ** 3,
        cpuPercent: 80,
        openFiles: 1024,
        processes: 64,
        sustainedMs: 30_000,
        inFlight: 256,
        queue: 1_000,
      },
      instances: { min: 2, max: 5, concurrency: 3 },
      timeouts: {
        startMs: 30_000,
        installMs: 300_000,
        handshakeMs: 10_000,
        stdinCloseMs: 3000,
        terminateMs: 5000,
        requestMs: 60_000,
        requestMaxMs: 86_400_000,
      },
      liveness: { intervalMs: 10_000, timeoutMs: 8000, misses: 3, onHang: 'alert' },
    }),
  );
});

test.each([
  ['512MB', 512_000_000],
  ['512 mib', 512 * 1024 ** 2],
  ['1G', 1024 ** 3],
  ['2048k', 2 * 1024 ** 2],
  [3 * 1024 ** 2, 3 * 1024 ** 2],
])('the size %s is understood', (written, bytes) => {
  expect(server({ command: 'x', limits: { memorySoft: written } }).limits.memorySoftBytes).toBe(bytes);
});

test('a server with both a command and a url is started here and reached by its url', () => {
  const local = { command: 'x', args: ['1'], url: 'http://127.0.0.1:3001/mcp', keepRunning: true };
  expect(server(local)).toMatchObject({ transport: 'http', ...local, httpTransport: 'streamable-http' });
  expect(server({ url: 'http://x/sse', type: 'sse', headers: { A: 'b', B: 1 } })).toMatchObject({
    transport: 'http',
    command: '',
    httpTransport: 'sse',
    headers: { A: 'b', B: '1' },
  });
});

test('an on-demand server stops after 10 minutes without use unless it is told otherwise', () => {
  expect(server({ command: 'x', start: 'on-demand' }).idleStopMs).toBe(600_000);
  expect(server({ command: 'x', idleStop: '1h' })).toMatchObject({ start: 'auto', idleStopMs: 3_600_000 });
  for (const never of ['never', false, 0, '0', '0s']) {
    expect(server({ command: 'x', start: 'on-demand', idleStop: never }).idleStopMs).toBeNull();
  }
});

test('a pool has the sizes of the file, then of the environment, then 10 to 20', () => {
  const pool = (instances: unknown, environment?: Readonly<Record<string, string>>) => {
    const { min, max, concurrency } = server({ command: 'x', instances }, environment).instances ?? {};
    return [min, max, concurrency];
  };
  expect(pool(true)).toEqual([10, 20, 1]);
  expect(pool(true, { MCP_POOL_MIN_SIZE: '2', MCP_POOL_MAX_SIZE: '4' })).toEqual([2, 4, 1]);
  expect(pool(true, { MCP_POOL_MIN_SIZE: '30' })).toEqual([30, 30, 1]);
  expect(pool(true, { MCP_POOL_MAX_SIZE: '5' })).toEqual([5, 5, 1]);
  expect(pool(3)).toEqual([3, 3, 1]);
  expect(pool({ max: 4 })).toEqual([4, 4, 1]);
  expect(pool({ min: 40, concurrency: 8 })).toEqual([40, 40, 8]);
  expect(server({ command: 'x', instances: false }).instances).toBeNull();
});

test('what holds for all servers is read, and has its defaults', () => {
  const read = (file: object) => {
    const result = parseConfiguration('/f.json', JSON.stringify({ mcpServers: {}, ...file }), NOTHING_BESIDE);
    return result.ok && result.configuration.operations;
  };
  expect(read({})).toEqual({
    parallelStarts: 4,
    restartsPerMinute: 30,
    prewarm: true,
    shutdownTimeoutMs: 8_000,
    drainMs: 10_000,
    backupIntervalMs: 86_400_000,
    backups: { keep: 50, ageMs: 90 * 86_400_000 },
    rollback: 'offer',
  });
  const operations = { parallelStarts: 2, restartsPerMinute: 5, prewarm: false, rollback: 'never' };
  const times = { shutdownTimeout: '3s', drain: 0, backupInterval: 'never', backups: { keep: 3, age: '2d' } };
  expect(read({ operations: { ...operations, ...times } })).toEqual({
    ...operations,
    shutdownTimeoutMs: 3_000,
    drainMs: 0,
    backupIntervalMs: null,
    backups: { keep: 3, ageMs: 2 * 86_400_000 },
  });
});

const wrong: Record<string, [keys: string, ...findings: string[]]> = {
  'a size without a unit that exists': [
    '"limits": { "memorySoft": "512 pounds" }',
    '2:27 mcpServers.a.limits.memorySoft must be a size such as "512MB" or "1.5GB", or a number of bytes, not the text "512 pounds"',
  ],
  'megabytes where bytes count': [
    '"limits": { "memorySoft": 512 }',
    '2:27 mcpServers.a.limits.memorySoft must be 1MB to 1TB, not 512B; a plain number counts bytes',
  ],
  'a hard limit below the soft one': [
    '"limits": { "memorySoft": "1GB", "memoryHard": "512MB" }',
    '2:48 mcpServers.a.limits.memoryHard must not be below memorySoft: 512MB is below 1GB',
  ],
  'a share that is none': [
    '"limits": { "cpuQuota": "half" }',
    '2:25 mcpServers.a.limits.cpuQuota must be a share of one core such as "80%", from 1% to 10,000%, not the text "half"',
  ],
  'a signal without SIG': [
    '"restart": { "preventOn": [1, "TERM"] }',
    '2:31 mcpServers.a.restart.preventOn.1 must be an exit code from 0 to 255 or a signal such as "SIGTERM", not the text "TERM"; did you mean "SIGTERM"?',
  ],
  'an exit code that no program has': [
    '"restart": { "successOn": 256 }',
    '2:27 mcpServers.a.restart.successOn.0 must be an exit code from 0 to 255 or a signal such as "SIGTERM", not the number 256',
  ],
  'one end that both forces and prevents': [
    '"restart": { "preventOn": [1, 2], "forceOn": [2] }',
    '2:46 mcpServers.a.restart.forceOn names 2, which restart.preventOn names too: take it out of one of the two',
  ],
  'a pool upside down': [
    '"instances": { "min": 5, "max": 2 }',
    '2:23 mcpServers.a.instances.min must not be above max: 5 is above 2',
  ],
  'a pool of a text': [
    '"instances": "many"',
    '2:14 mcpServers.a.instances must be true, a number or an object such as { "min": 2, "max": 8 }, not the text "many"',
  ],
  'a pool of none': [
    '"instances": 0',
    '2:14 mcpServers.a.instances must be a whole number from 1 to 100, not the number 0',
  ],
  'a pool that one address leads to': [
    '"instances": 2, "url": "http://x"',
    '2:14 mcpServers.a.instances is for servers that are run by a "command" alone: this one is reached by its url, which leads to one of them only',
  ],
  'a header that is none': [
    '"url": "http://x", "headers": { "A B": "1", "C": "a\\nb" }',
    '2:33 mcpServers.a.headers.A B is no name that an HTTP header can have: it has a space in it',
    '2:50 mcpServers.a.headers.C must be one line of plain text, as HTTP headers are',
  ],
  'an unknown way to start': [
    '"start": "later"',
    '2:10 mcpServers.a.start must be "auto" or "on-demand", not the text "later"',
  ],
  'an idle time without a unit': [
    '"idleStop": "10"',
    '2:13 mcpServers.a.idleStop must be a time such as "30s", "500ms" or "2m", or a number of seconds, or "never", not the text "10"',
  ],
  'a server that depends on itself': [
    '"dependsOn": ["b", "a"]',
    '2:20 mcpServers.a.dependsOn names the server itself: it could never start',
  ],
  'a dependency that is not there': [
    '"dependsOn": ["B"]',
    '2:15 mcpServers.a.dependsOn names "B", which is no server of this file; did you mean "b"?',
  ],
};

test.each(Object.entries(wrong))('%s is told with what would be right', (_, [keys, ...findings]) => {
  expect(told(withKeys(keys))).toEqual(findings);
  expect(parseConfiguration('/f.json', withKeys(keys), NOTHING_BESIDE).ok).toBe(false);
});

const useless: Record<string, [keys: string, ...findings: string[]]> = {
  'headers for a program': [
    '"headers": {}',
    'warning 2:1 mcpServers.a.headers is not used, for only servers that are reached by URL are sent headers',
  ],
  'a program that is to outlive its pipes': [
    '"keepRunning": true',
    'warning 2:1 mcpServers.a.keepRunning is not used, for only a server with both a "command" and a "url" can outlive Signalbox',
  ],
  'unknown keys in each section': [
    '"limits": { "memory": "1G" }, "instances": { "maxi": 3 }',
    'warning 2:13 mcpServers.a.limits.memory is not a known key and is ignored; did you mean "memorySoft"?',
    'warning 2:46 mcpServers.a.instances.maxi is not a known key and is ignored; did you mean "max"?',
  ],
};

test.each(Object.entries(useless))('warning: %s; the file is used all the same', (_, [keys, ...findings]) => {
  expect(told(withKeys(keys))).toEqual(findings);
  expect(parseConfiguration('/f.json', withKeys(keys), NOTHING_BESIDE).ok).toBe(true);
});

test('limits of a server on another machine are told to be of no use', () => {
  expect(told('{ "mcpServers": { "a": { "url": "https://x", "limits": { "openFiles": 64 } } } }')).toEqual([
    'warning 1:58 mcpServers.a.limits.openFiles is not used, for this server is not a process of this machine',
  ]);
});
