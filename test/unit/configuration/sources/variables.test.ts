import { expect, test } from 'vitest';
import {
  type Configuration,
  effectiveSettings,
  NOTHING_BESIDE,
  parseConfiguration,
  type ReadingContext,
} from '#engine/configuration/configuration.ts';
import { parseEnvText } from '#engine/configuration/sources/read-env-file.ts';

const FILE = '/etc/box/servers.json';

function reading(envFile: string, environment: Readonly<Record<string, string>> = {}): ReadingContext {
  return { ...NOTHING_BESIDE, environment, envFile: parseEnvText('/etc/box/.env', envFile) };
}

function read(file: object, context: ReadingContext): Configuration {
  const text = JSON.stringify({ mcpServers: { a: { command: 'x' } }, ...file });
  const result = parseConfiguration(FILE, text, context);
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return result.configuration;
}

const toldOf = (configuration: Configuration): readonly string[] =>
  configuration.findings.map(({ severity, file, line, column, message }) => {
    return `${severity} ${file}:${line}:${column} ${message}`;
  });

test('a variable of .env is read as a shell would read it, and keeps its place', () => {
  const source =
    '\uFEFF# a comment = nothing\r\n\r\nexport A=1 # one\r\nB="x # y"\r\nC="two\r\nD=lines"\r\n  E = \'z\'\r\nA=2\r\n';
  const { variables, faults } = parseEnvText('/etc/box/.env', source);
  expect(faults).toEqual([]);
  expect(Object.fromEntries(variables)).toEqual({
    A: { value: '2', line: 8, column: 1 },
    B: { value: 'x # y', line: 4, column: 1 },
    C: { value: 'two\nD=lines', line: 5, column: 1 },
    E: { value: 'z', line: 7, column: 3 },
  });
});

test('a line of .env that is no variable is told with its place, and the others hold', () => {
  const configuration = read({}, reading('MCP_CACHE_SIZE=7\n  what is this\nMCP_BATCH_SIZE=8\n'));
  expect(configuration.gateway).toMatchObject({ cacheEntries: 7, batchSize: 8 });
  expect(toldOf(configuration)).toEqual([
    'warning /etc/box/.env:2:3 is no variable: a line is NAME=value, or a comment that starts with #',
  ]);
});

test('a value that means nothing is told at its place, and the next source holds', () => {
  const context = reading('A=1\nexport SIGNALBOX_MONITORING_INTERVAL=soon\nMCP_HEALTH_CHECK_INTERVAL=7s\n', {
    SIGNALBOX_MONITORING_INTERVAL: '0',
  });
  const configuration = read({ monitoring: { interval: '3s' } }, context);
  expect(configuration.monitoring.sampleIntervalMs).toBe(7_000);
  expect(toldOf(configuration)).toEqual([
    'warning /etc/box/servers.json:1:1 SIGNALBOX_MONITORING_INTERVAL in the environment must be 1s to 1m, not 0s; a plain number counts seconds; SIGNALBOX_MONITORING_INTERVAL in .env is used',
    'warning /etc/box/.env:2:8 SIGNALBOX_MONITORING_INTERVAL in .env must be a time such as "30s", "500ms" or "2m", or a number of seconds, not the text "soon"; MCP_HEALTH_CHECK_INTERVAL in .env is used',
  ]);
  const alone = read({ monitoring: { interval: '3s' } }, reading('MCP_HEALTH_CHECK_INTERVAL=never'));
  expect(alone.monitoring.sampleIntervalMs).toBe(3_000);
  expect(toldOf(alone)[0]).toMatch(/; what the file says is used$/);
});

test.each([
  ['SIGNALBOX_MONITORING_PROFILING', 'yes', { monitoring: { profiling: true } }],
  ['SIGNALBOX_OPERATIONS_PREWARM', '0', { operations: { prewarm: false } }],
  ['SIGNALBOX_OPERATIONS_BACKUP_INTERVAL', 'never', { operations: { backupIntervalMs: null } }],
  ['SIGNALBOX_MONITORING_HISTORY_SIZE', '1 GiB', { monitoring: { historyMaxBytes: 1024 ** 3 } }],
  ['SIGNALBOX_DEFAULTS_RESTART_SUCCESS_ON', '0, SIGTERM', {}],
  ['SIGNALBOX_LOGGING_ROTATION_SIZE', '2MB', { logging: { rotation: { maxBytes: 2_000_000 } } }],
  ['SIGNALBOX_GATEWAY_ADMIN', 'off', { gateway: { admin: null } }],
  ['SIGNALBOX_MONITORING_OTLP_URL', 'http://x:4318', { monitoring: { otlp: { url: 'http://x:4318' } } }],
  ['MCP_LOG_LEVEL', 'WARNING', { logging: { level: 'warn' } }],
  ['MCP_AUTO_RESTART', 'yes', {}],
])('%s=%s is read with the units and words that people write', (name, value, what) => {
  const configuration = read({}, reading('', { [name]: value }));
  expect(configuration.findings).toEqual([]);
  expect(configuration).toMatchObject(what);
});

test('a variable of one server is found by its name in capitals', () => {
  const servers = { 'git-hub': { command: 'x' }, git: { command: 'y' } };
  const configuration = read(
    { mcpServers: servers },
    reading('SIGNALBOX_SERVER_GIT_HUB_TIMEOUTS_START=9s\nSIGNALBOX_SERVER_GIT_ARGS=-y, --all\n'),
  );
  expect(configuration.findings).toEqual([]);
  const [hub, git] = configuration.servers;
  expect([hub?.timeouts.startMs, git?.timeouts.startMs]).toEqual([9_000, 30_000]);
  expect([hub?.args, git?.args]).toEqual([[], ['-y', '--all']]);
});

test('a variable that may mean two servers sets nothing, and says so', () => {
  const servers = { 'a-b': { command: 'x' }, a_b: { command: 'y' } };
  const context = reading('', { SIGNALBOX_SERVER_A_B_DISABLED: 'true' });
  const configuration = read({ mcpServers: servers }, context);
  expect(configuration.servers.map(({ disabled }) => disabled)).toEqual([false, false]);
  expect(toldOf(configuration)).toEqual([
    'warning /etc/box/servers.json:1:1 SIGNALBOX_SERVER_A_B_DISABLED in the environment may mean "a-b" and "a_b": it is not used',
  ]);
});

test('a slip in the name of a variable is told; the variables of Signalbox itself are none', () => {
  const environment = {
    SIGNALBOX_MONITORING_INTERVALL: '5s',
    SIGNALBOX_SERVER_A_TIMEOUTS_STRAT: '5s',
    SIGNALBOX_SERVER_NOBODY_DISABLED: 'true',
    SIGNALBOX_HOME: '/x',
    SIGNALBOX_TOKEN: 't',
    SIGNALBOX_SECRET_KEY: 'k',
    SIGNALBOX_MARK: 'm',
    SIGNALBOX_SOMETHING_ELSE_ALTOGETHER: 'x',
    MCP_ANYTHING: 'x',
  };
  expect(toldOf(read({}, reading('', environment)))).toEqual([
    'warning /etc/box/servers.json:1:1 SIGNALBOX_MONITORING_INTERVALL in the environment sets nothing; did you mean SIGNALBOX_MONITORING_INTERVAL?',
    'warning /etc/box/servers.json:1:1 SIGNALBOX_SERVER_A_TIMEOUTS_STRAT in the environment sets nothing; did you mean SIGNALBOX_SERVER_A_TIMEOUTS_START?',
    'warning /etc/box/servers.json:1:1 SIGNALBOX_SERVER_NOBODY_DISABLED in the environment sets nothing',
  ]);
});

test('a variable that does not fit what the file says does not break the file', () => {
  const file = { monitoring: { interval: '3s', idleInterval: '5s' } };
  const context = reading('SIGNALBOX_MONITORING_INTERVAL=10s\nMCP_CACHE_SIZE=7\n');
  const configuration = read(file, context);
  expect(configuration.monitoring).toMatchObject({ sampleIntervalMs: 3_000, idleIntervalMs: 5_000 });
  expect(configuration.gateway.cacheEntries).toBe(7);
  expect(toldOf(configuration)).toEqual([
    'warning /etc/box/.env:1:1 SIGNALBOX_MONITORING_INTERVAL in .env does not fit: monitoring.idleInterval must not be below interval: 5s is below 10s; it is not used',
  ]);
  expect(effectiveSettings(configuration, () => [])['monitoring.interval']).toMatchObject({
    value: '3s',
    origin: 'file',
  });
});

test('a default that is other than usual because of how Signalbox was started gives way to all else', () => {
  const context = { ...reading(''), runtimeDefaults: { 'logging.format': 'json' } };
  const plain = read({}, context);
  expect(plain.logging.format).toBe('json');
  expect(effectiveSettings(plain, () => [])['logging.format']).toEqual({
    value: 'json',
    origin: 'default',
    from: 'because of how Signalbox was started',
  });
  expect(read({ logging: { format: 'text' } }, context).logging.format).toBe('text');
});

test('secrets are masked wherever they are from, and references are shown as they are written', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference stands in the file just so
  const env = { PLAIN: 'x', API_TOKEN: 'abcdef', OTHER_TOKEN: '${env:KEY}' };
  const file = { mcpServers: { a: { command: 'x', env } } };
  const context = reading('SIGNALBOX_SERVER_A_HEADERS={"Authorization":"Bearer abc"}', { KEY: 'k-e-y' });
  const settings = effectiveSettings(read(file, context), () => [], 'a');
  expect(settings['mcpServers.a.env']?.value).toEqual({ ...env, API_TOKEN: '•••', PLAIN: expect.anything() });
  expect(JSON.stringify(settings)).not.toMatch(/abcdef|Bearer abc|k-e-y/);
});
