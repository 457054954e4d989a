import { expect, test } from 'vitest';
import {
  type Configuration,
  NOTHING_BESIDE,
  parseConfiguration,
} from '#engine/configuration/configuration.ts';

function read(
  environment: Readonly<Record<string, string>>,
  entry: object = {},
  file: object = {},
): Configuration {
  const text = JSON.stringify({ ...file, mcpServers: { a: { command: 'x', ...entry } } });
  const result = parseConfiguration('/f.json', text, { ...NOTHING_BESIDE, environment });
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return result.configuration;
}

const ALL = {
  MCP_MAX_STARTUP_TIME: '60',
  MCP_MEMORY_LIMIT: '1G',
  MCP_CPU_QUOTA: '80%',
  MCP_AUTO_RESTART: 'false',
  MCP_HEALTH_CHECK_INTERVAL: '5',
  MCP_PARALLEL_STARTUP: '8',
};

test('the documented variables set what servers inherit, and what holds for all', () => {
  const { servers, monitoring, operations, findings } = read(ALL);
  expect(findings).toEqual([]);
  expect(servers[0]).toMatchObject({
    timeouts: { startMs: 60_000 },
    limits: { memorySoftBytes: 1024 ** 3, cpuPercent: 80 },
    restart: { policy: 'never' },
  });
  expect(monitoring.sampleIntervalMs).toBe(5000);
  expect(operations.parallelStarts).toBe(8);
});

test('a variable goes before the same key of the file; a server’s own key goes before what it inherits', () => {
  const { servers, monitoring, operations } = read(
    ALL,
    {
      timeouts: { start: '5s' },
      limits: { memorySoft: '2MB', cpuQuota: 50 },
      restart: { policy: 'always' },
    },
    { monitoring: { interval: '3s' }, operations: { parallelStarts: 2 } },
  );
  expect(servers[0]).toMatchObject({
    timeouts: { startMs: 5000 },
    limits: { memorySoftBytes: 2_000_000, cpuPercent: 50 },
    restart: { policy: 'always' },
  });
  expect(monitoring.sampleIntervalMs).toBe(5000);
  expect(operations.parallelStarts).toBe(8);
});

test('a memory limit of the environment gives way to a lower hard limit, and leaves remote servers alone', () => {
  expect(read(ALL, { limits: { memoryHard: '512MB' } }).servers[0]?.limits).toMatchObject({
    memorySoftBytes: 512_000_000,
    memoryHardBytes: 512_000_000,
  });
  const remote = read(ALL, { command: undefined, url: 'https://example.com/mcp' });
  expect(remote.servers[0]?.limits).toMatchObject({ memorySoftBytes: null, cpuPercent: null });
});

test.each([
  ['false', 1],
  ['0', 1],
  ['1', 1],
  ['true', 4],
  ['TRUE', 4],
  ['12', 12],
  ['', 4],
])('MCP_PARALLEL_STARTUP=%s means %i at once', (value, starts) => {
  expect(read({ MCP_PARALLEL_STARTUP: value }).operations.parallelStarts).toBe(starts);
});

test('a value that means nothing is told by the name of its variable, and the default holds', () => {
  const environment = {
    MCP_MAX_STARTUP_TIME: 'soon',
    MCP_MEMORY_LIMIT: 'lots',
    MCP_CPU_QUOTA: '0%',
    MCP_AUTO_RESTART: 'maybe',
    MCP_HEALTH_CHECK_INTERVAL: '0.1',
    MCP_PARALLEL_STARTUP: '-1',
    MCP_POOL_MIN_SIZE: '9',
    MCP_POOL_MAX_SIZE: '3',
  };
  const { servers, monitoring, operations, findings } = read(environment, { instances: true });
  expect(servers[0]?.instances).toMatchObject({ min: 3, max: 3 });
  expect(servers[0]?.timeouts.startMs).toBe(30_000);
  expect(servers[0]?.limits).toMatchObject({ memorySoftBytes: null, cpuPercent: null });
  expect(servers[0]?.restart.policy).toBe('on-failure');
  expect([monitoring.sampleIntervalMs, operations.parallelStarts]).toEqual([2000, 4]);
  expect(findings.every(({ severity, line, column }) => severity === 'warning' && line + column === 2)).toBe(
    true,
  );
  expect(findings.map(({ message }) => message).sort()).toEqual([
    'MCP_AUTO_RESTART in the environment must be true or false, or "always", "on-failure", "on-abnormal" or "never", not the text "maybe"; the default is used',
    'MCP_CPU_QUOTA in the environment must be a share of one core such as "80%", from 1% to 10,000%, not the text "0%"; the default is used',
    'MCP_HEALTH_CHECK_INTERVAL in the environment must be 1s to 1m, not 100ms; a plain number counts seconds; the default is used',
    'MCP_MAX_STARTUP_TIME in the environment must be a time such as "30s", "500ms" or "2m", or a number of seconds, not the text "soon"; the default is used',
    'MCP_MEMORY_LIMIT in the environment must be a size such as "512MB" or "1.5GB", or a number of bytes, not the text "lots"; the default is used',
    'MCP_PARALLEL_STARTUP in the environment must be true or false, or a whole number from 1 to 100, not the number -1; the default is used',
    'MCP_POOL_MIN_SIZE in the environment does not fit: defaults.instances.min must not be above max: 9 is above 3; it is not used',
  ]);
});
