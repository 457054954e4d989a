import { homedir } from 'node:os';
import { expect, test } from 'vitest';
import {
  type Configuration,
  NOTHING_BESIDE,
  needsNewLaunch,
  parseConfiguration,
  planChanges,
  type ServerConfig,
} from '#engine/configuration/configuration.ts';
import { told } from './findings.ts';

type Variables = Readonly<Record<string, string>>;

const DAY_MS = 86_400_000;
const TIMES = { intervalMs: 30_000, timeoutMs: 5_000 };

function read(entry: object, beside: object = {}, environment: Variables = {}): Configuration {
  const mcpServers = { a: { command: 'x', ...entry }, db: { command: 'y' } };
  const result = parseConfiguration('/etc/box/f.json', JSON.stringify({ ...beside, mcpServers }), {
    ...NOTHING_BESIDE,
    environment,
  });
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return result.configuration;
}

function server(entry: object): ServerConfig {
  const [first] = read(entry).servers;
  if (!first) throw new Error('no server');
  return first;
}

const checks = (...list: object[]) => server({ health: { checks: list } }).checks;
const monitoring = (settings: object, environment: Variables = {}) =>
  read({}, { monitoring: settings }, environment).monitoring;

/** What is told of one section. */
const toldOf = (section: object, environment: Variables = {}): readonly string[] =>
  told(JSON.stringify({ monitoring: section, mcpServers: {} }), environment).map(withoutPlace);
const toldOfServer = (entry: object): readonly string[] =>
  told(
    JSON.stringify({ mcpServers: { a: { command: 'x', ...entry }, db: { command: 'y', disabled: true } } }),
  ).map(withoutPlace);
const toldOfChecks = (...list: unknown[]) => toldOfServer({ health: { checks: list } });
const withoutPlace = (line: string): string => line.replace(/^(warning )?\d+:\d+ /, '$1');

test('what is measured and kept has the documented defaults', () => {
  expect(monitoring({})).toEqual({
    sampleIntervalMs: 2_000,
    idleIntervalMs: 5_000,
    rawMs: DAY_MS,
    minuteMs: 30 * DAY_MS,
    quarterMs: 365 * DAY_MS,
    historyMaxBytes: 500_000_000,
    documentedNames: false,
    profiling: false,
    otlp: null,
  });
});

test('every key of monitoring is read', () => {
  expect(
    monitoring({
      interval: '1s',
      idleInterval: '10s',
      metricsRetention: '2d',
      minuteRetention: '60d',
      quarterRetention: '2y',
      historySize: '1GB',
      documentedNames: true,
      profiling: true,
      otlp: { url: 'http://127.0.0.1:4318', headers: { 'X-Key': 'abc' }, interval: '1m', traces: false },
    }),
  ).toEqual({
    sampleIntervalMs: 1_000,
    idleIntervalMs: 10_000,
    rawMs: 2 * DAY_MS,
    minuteMs: 60 * DAY_MS,
    quarterMs: 730 * DAY_MS,
    historyMaxBytes: 1_000_000_000,
    documentedNames: true,
    profiling: true,
    otlp: {
      url: 'http://127.0.0.1:4318',
      headers: { 'X-Key': 'abc' },
      intervalMs: 60_000,
      metrics: true,
      traces: false,
    },
  });
});

test('metrics_retention is another name, and both at once are too many', () => {
  expect(monitoring({ metrics_retention: '6h' })).toMatchObject({ rawMs: DAY_MS / 4, minuteMs: 30 * DAY_MS });
  expect(toldOf({ metricsRetention: '6h', metrics_retention: '6h' })).toEqual([
    'monitoring.metrics_retention says the same as monitoring.metricsRetention, which stands here too: take one of the two out',
  ]);
});

test('a default moves out of the way of what the file says', () => {
  expect(monitoring({ metricsRetention: '60d' })).toMatchObject({
    rawMs: 60 * DAY_MS,
    minuteMs: 60 * DAY_MS,
  });
  expect(monitoring({ minuteRetention: '12h' })).toMatchObject({ rawMs: DAY_MS / 2, minuteMs: DAY_MS / 2 });
  expect(monitoring({ minuteRetention: '2y' })).toMatchObject({ quarterMs: 730 * DAY_MS });
  expect(monitoring({ quarterRetention: '1d' })).toMatchObject({ minuteMs: DAY_MS, quarterMs: DAY_MS });
  expect(monitoring({ interval: '20s' })).toMatchObject({ idleIntervalMs: 20_000 });
  expect(monitoring({}, { MCP_HEALTH_CHECK_INTERVAL: '30' })).toMatchObject({
    sampleIntervalMs: 30_000,
    idleIntervalMs: 30_000,
  });
});

test.each([
  [
    { metricsRetention: '2d', minuteRetention: '1d' },
    'minuteRetention must not be below metricsRetention: 1d is below 2d',
  ],
  [
    { minuteRetention: '1y', quarterRetention: '30d' },
    'quarterRetention must not be below minuteRetention: 30d is below 1y',
  ],
  [
    { metricsRetention: '60d', quarterRetention: '30d' },
    'quarterRetention must not be below metricsRetention: 30d is below 60d',
  ],
  [{ interval: '10s', idleInterval: '5s' }, 'idleInterval must not be below interval: 5s is below 10s'],
  [{ metricsRetention: '1m' }, 'metricsRetention must be 10m to 90d, not 1m'],
  [{ historySize: '1MB' }, 'historySize must be 10MB to 1TB, not 1MB'],
  [
    { interval: '2min' },
    'interval must be a time such as "30s", "500ms" or "2m", or a number of seconds, not the text "2min"',
  ],
  [{ interval: 0 }, 'interval must be 1s to 1m, not 0s; a plain number counts seconds'],
  [{ historySize: '1000kB' }, 'historySize must be 10MB to 1TB, not 1000kB'],
  [
    { otlp: true },
    'otlp must be false or an object such as { "url": "http://127.0.0.1:4318" }: true is not enough, for "url" has no default',
  ],
  [
    { otlp: { url: 'http://h', headers: { 'a b': 'x' } } },
    'otlp.headers.a b is no name that an HTTP header can have: it has a space in it',
  ],
  [
    { otlp: { url: 'localhost:4318' } },
    'otlp.url must be an address that starts with http:// or https://, and this one has no scheme',
  ],
])('%j is refused with what would be right', (settings, message) => {
  expect(toldOf(settings)).toEqual([`monitoring.${message}`]);
});

test('an unknown key is told with the one that was probably meant', () => {
  expect(toldOf({ historysize: '1GB', otlp: { url: 'http://x', header: {} } })).toEqual([
    'warning monitoring.historysize is not a known key and is ignored; did you mean "historySize"?',
    'warning monitoring.otlp.header is not a known key and is ignored; did you mean "headers"?',
  ]);
  expect(toldOfServer({ metrics: { command: 'x', maxsize: '1KB' } })).toEqual([
    'warning mcpServers.a.metrics.maxsize is not a known key and is ignored; did you mean "maxSize"?',
  ]);
  expect(toldOfChecks({ tcp: 'localhost:1', critcal: true })).toEqual([
    'warning mcpServers.a.health.checks.0.critcal is not a known key and is ignored; did you mean "critical"?',
  ]);
});

test('a metrics command is read with its defaults', () => {
  expect(server({}).metrics).toBeNull();
  expect(server({ metrics: false }).metrics).toBeNull();
  expect(server({ metrics: { command: 'figures' } }).metrics).toEqual({
    command: 'figures',
    args: [],
    ...TIMES,
    maxBytes: 256_000,
  });
  const all = { command: 'figures', args: ['-a', 1], interval: '1m', timeout: '1s', maxSize: '1MB' };
  expect(server({ metrics: all }).metrics).toEqual({
    command: 'figures',
    args: ['-a', '1'],
    intervalMs: 60_000,
    timeoutMs: 1_000,
    maxBytes: 1_000_000,
  });
  expect(toldOfServer({ metrics: { args: [] } })).toEqual([
    'mcpServers.a.metrics.command must be a program such as "print-figures", not nothing',
  ]);
});

test('each kind of check is read', () => {
  expect(
    checks(
      {
        http: 'https://me:pw@api.example.com/ready?key=1',
        status: 204,
        headers: { 'X-Key': 'k' },
        critical: true,
      },
      { tcp: 'localhost:5432', interval: '10s', timeout: '1s' },
      { tcp: '[::1]:80' },
      { file: 'data/notes.db', writable: true },
      { file: '~/notes' },
      { run: '/usr/bin/pg_isready', args: ['-q'] },
      { server: 'db', name: 'the database' },
    ),
  ).toEqual([
    {
      kind: 'http',
      name: 'http api.example.com',
      url: 'https://me:pw@api.example.com/ready?key=1',
      headers: { 'X-Key': 'k' },
      status: 204,
      ...TIMES,
      critical: true,
    },
    {
      kind: 'tcp',
      name: 'tcp localhost:5432',
      host: 'localhost',
      port: 5432,
      intervalMs: 10_000,
      timeoutMs: 1_000,
      critical: false,
    },
    { kind: 'tcp', name: 'tcp ::1:80', host: '::1', port: 80, ...TIMES, critical: false },
    {
      kind: 'file',
      name: 'file data/notes.db',
      path: '/etc/box/data/notes.db',
      writable: true,
      ...TIMES,
      critical: false,
    },
    {
      kind: 'file',
      name: 'file ~/notes',
      path: `${homedir()}/notes`,
      writable: false,
      ...TIMES,
      critical: false,
    },
    {
      kind: 'command',
      name: 'run pg_isready',
      command: '/usr/bin/pg_isready',
      args: ['-q'],
      ...TIMES,
      critical: false,
    },
    { kind: 'server', name: 'the database', server: 'db', ...TIMES, critical: false },
  ]);
});

test('names that are made up are unique, also beside those that are given', () => {
  const names = checks(
    { tcp: 'h:1' },
    { tcp: 'h:1' },
    { file: '/x', name: 'tcp h:1 2' },
    { http: 'http://h:8080/a' },
    { http: 'http://h:8080/b' },
  ).map(({ name }) => name);
  expect(names).toEqual(['tcp h:1', 'tcp h:1 3', 'tcp h:1 2', 'http h:8080', 'http h:8080 2']);
});

test.each([
  [{}, ' looks at nothing: give it one of "http", "tcp", "file", "run", "server"'],
  [
    { tcp: 'h:1', run: 'x' },
    '.run has both "tcp" and "run": give it one of "http", "tcp", "file", "run", "server"',
  ],
  [{ tcp: 'localhost' }, '.tcp must name a port too, as in "localhost:5432", not the text "localhost"'],
  [{ tcp: 'h:70000' }, '.tcp must have a port from 1 to 65,535, not 70000'],
  [{ tcp: 'h:0' }, '.tcp must have a port from 1 to 65,535, not 0'],
  [{ tcp: 5432 }, '.tcp must be a host and a port such as "localhost:5432", not the number 5432'],
  [{ tcp: 'tcp://h:1' }, '.tcp must be a host and a port such as "localhost:5432", not the text "tcp://h:1"'],
  [
    { http: 'api.example.com' },
    '.http must be an address that starts with http:// or https://, and this one has no scheme',
  ],
  [{ http: 'http://h', status: 42 }, '.status must be a whole number from 100 to 599, not the number 42'],
  [{ server: 'dv' }, '.server names "dv", which is no server of this file; did you mean "db"?'],
  [{ server: 'a' }, '.server names the server itself'],
  [{ run: 'x', timeout: '0s' }, '.timeout must be 100ms to 10m, not 0s'],
  [
    { http: 'http://h', headers: { schlüssel: 'x' } },
    '.headers.schlüssel is no name that an HTTP header can have: it has "ü" in it',
  ],
  ['localhost:1', ' must be an object such as { "tcp": "localhost:5432" }, not the text "localhost:1"'],
])('the check %j is refused with what would be right', (check, message) => {
  expect(toldOfChecks(check)).toEqual([`mcpServers.a.health.checks.0${message}`]);
});

test('keys that don’t go together, and a disabled server, are warned about', () => {
  expect(toldOfChecks({ tcp: 'h:1', status: 200, writable: true }, { server: 'db' })).toEqual([
    'warning mcpServers.a.health.checks.0.status is not used, for it goes with "http" alone',
    'warning mcpServers.a.health.checks.0.writable is not used, for it goes with "file" alone',
    'warning mcpServers.a.health.checks.1.server names "db", which is disabled: this check would always fail',
  ]);
  expect(toldOfChecks({ tcp: 'h:1', name: 'x' }, { tcp: 'h:2', name: 'x' })).toEqual([
    'mcpServers.a.health.checks.1.name is the name "x" a second time: another check has it',
  ]);
  expect(toldOfServer({ health: { checks: { tcp: 'h:1' } } })).toEqual([
    'mcpServers.a.health.checks must be a list of checks such as [{ "tcp": "localhost:5432" }], not an object',
  ]);
});

test('a finding stands at its place in the file', () => {
  const text =
    '{ "mcpServers": { "a": { "command": "x", "health": { "checks": [\n{ "tcp": "h:1" },\n{ "tcp": "h" }] } } } }';
  expect(told(text)).toEqual([
    '3:10 mcpServers.a.health.checks.1.tcp must name a port too, as in "h:5432", not the text "h"',
  ]);
});

test('all that is wrong with checks is told at once, whatever else is wrong with the file', () => {
  const entry = { args: 5, health: { interval: 'soon', checks: CHECKS_WITH_FAULTS } };
  expect(toldOfServer(entry)).toEqual([
    'mcpServers.a.args must be a list of texts such as ["-y", "some-server"], not a number',
    'mcpServers.a.health.interval must be a time such as "30s", "500ms" or "2m", or a number of seconds, not the text "soon"',
    'mcpServers.a.health.checks.0.tcp must name a port too, as in "h:5432", not the text "h"',
    'mcpServers.a.health.checks.1 must be an object such as { "tcp": "localhost:5432" }, not the number 5',
    'mcpServers.a.health.checks.2.tcp has both "http" and "tcp": give it one of "http", "tcp", "file", "run", "server"',
    'mcpServers.a.health.checks.3 looks at nothing: give it one of "http", "tcp", "file", "run", "server"',
    'mcpServers.a.health.checks.4.server names "nope", which is no server of this file',
    'mcpServers.a.health.checks.5.server names "nope", which is no server of this file',
    'mcpServers.a.health.checks.6.server names the server itself',
    'mcpServers.a.health.checks.8.name is the name "n" a second time: another check has it',
  ]);
});

const CHECKS_WITH_FAULTS = [
  { tcp: 'h' },
  5,
  { tcp: 'h:1', http: 'http://h' },
  {},
  { server: 'nope' },
  { server: 'nope' },
  { server: 'a' },
  { tcp: 'h:1', name: 'n' },
  { tcp: 'h:2', name: 'n' },
];

test('a fault does not bring about a second one that is none', () => {
  expect(toldOf({ interval: '0.5s', idleInterval: '1s' })).toEqual([
    'monitoring.interval must be 1s to 1m, not 0.5s',
  ]);
  expect(toldOf({ otlp: true, interval: '10s', idleInterval: '5s' })).toHaveLength(2);
  expect(toldOfServer({ command: 5, limits: { memoryHard: '1MB', memorySoft: '2MB' } })).toEqual([
    'mcpServers.a.command must be a program such as "npx", not the number 5',
    'mcpServers.a.limits.memoryHard must not be below memorySoft: 1MB is below 2MB',
  ]);
  expect(toldOfServer({ command: 5, url: 'http://h', headers: { A: 'b' }, instances: 2 })).toEqual([
    'mcpServers.a.command must be a program such as "npx", not the number 5',
  ]);
  expect(toldOfServer({ type: 'htpp', args: ['x'] })).toEqual([
    'mcpServers.a.type must be one of "stdio", "http", "sse", "streamable-http", not the text "htpp"',
  ]);
});

test('times may be given in days and years, and are told so', () => {
  expect(server({ idleStop: '1d' }).idleStopMs).toBe(DAY_MS);
  expect(toldOfServer({ idleStop: '1y' })).toEqual(['mcpServers.a.idleStop must be 1s to 7d, not 1y']);
});

test('a change of checks, metrics or monitoring restarts nothing', () => {
  const changes = [
    { metrics: { command: 'figures' } },
    { health: { checks: [{ tcp: 'h:1' }] } },
    { health: { checks: [{ http: 'http://h', headers: { A: 'b' } }] } },
  ];
  for (const change of changes) {
    expect(planChanges(read({}), read(change))).toMatchObject({ restart: [], update: ['a'], keep: ['db'] });
    expect(needsNewLaunch(server({}), server(change))).toBe(false);
  }
  const other = read({}, { monitoring: { metricsRetention: '1h', otlp: { url: 'http://h' } } });
  expect(planChanges(read({}), other)).toMatchObject({ restart: [], update: [], keep: ['a', 'db'] });
});
