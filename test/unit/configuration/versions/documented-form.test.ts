import { beforeAll, expect, test } from 'vitest';
import {
  type Configuration,
  effectiveSettings,
  loadFormat,
  migrateConfiguration,
  NOTHING_BESIDE,
  parseConfiguration,
} from '#engine/configuration/configuration.ts';
import { DOCUMENTED_FORM } from '#engine/configuration/versions/documented-form.ts';
import { told } from '../findings.ts';

beforeAll(() => loadFormat('/f.yaml'));

function read(text: string, file = '/f.json'): Configuration {
  const result = parseConfiguration(file, text, NOTHING_BESIDE);
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  expect(result.configuration.findings).toEqual([]);
  return result.configuration;
}

const JSON_FILE = `{
  // how it is spoken with
  "mcp": { "protocol_version": "2025-06-18", "max_connections": 7, "request_timeout": 30 },
  "monitoring": {
    "health_check_interval": 5, // seconds
    "metrics_retention": "7d",
    "enable_profiling": true
  },
  "logging": { "level": "warn", "format": "json", "rotation": "2MB" },
  "operations": { "backup_interval": "1h", "max_restart_attempts": 3, "graceful_shutdown_timeout": 20 },
  "web": { "port": 5000, "workers": 4, "max_memory": "512MB" },
  "mcpServers": { "a": { "command": "x", "instances": true } }
}
`;

const YAML_FILE = `mcp:
  protocol_version: 2025-06-18
  max_connections: 7
  request_timeout: 30
monitoring:
  health_check_interval: 5 # seconds
  metrics_retention: 7d
  "enable_profiling": true
logging: { level: warn, format: json, rotation: 2MB }
operations:
  backup_interval: 1h
  max_restart_attempts: 3
  graceful_shutdown_timeout: 20
web: { port: 5000, workers: 4, max_memory: 512MB }
mcpServers:
  a: { command: x, instances: true }
`;

const MEANS = {
  servers: [
    {
      timeouts: { requestMs: 30_000 },
      restart: { maxAttempts: 3 },
      limits: { memorySoftBytes: 512_000_000 },
      instances: { max: 4 },
      protocolVersion: '2025-06-18',
    },
  ],
  gateway: { maxClients: 7 },
  monitoring: { sampleIntervalMs: 5_000, rawMs: 7 * 86_400_000, profiling: true },
  logging: { level: 'warn', format: 'json', rotation: { maxBytes: 2_000_000, files: 5 } },
  operations: { backupIntervalMs: 3_600_000, shutdownTimeoutMs: 20_000 },
  http: { port: 5000 },
};

test.each([
  ['/f.json', JSON_FILE],
  ['/f.yaml', YAML_FILE],
])('%s: every key of the documented form is read, and is another after the migration', (file, text) => {
  const before = read(text, file);
  expect(before).toMatchObject({ ...MEANS, version: 1, isOutdated: true });
  const migrated = migrateConfiguration(file, text);
  expect(migrated.changes).toEqual([
    ...DOCUMENTED_FORM.map(({ was, is }) => `${was.join('.')} is ${is.join('.')} now`),
    'version is 2 now',
  ]);
  const after = read(migrated.text, file);
  expect(after).toMatchObject({ ...MEANS, version: 2, isOutdated: false });
  expect(after.servers).toEqual(before.servers);
  expect(migrated.text).toContain('seconds\n');
  expect(migrated.text).not.toMatch(/_|\bmcp\b|\bweb\b/);
  expect(migrateConfiguration(file, migrated.text)).toEqual({ text: migrated.text, changes: [] });
});

test('the migration leaves everything else of the file as it is', () => {
  const { text } = migrateConfiguration('/f.json', JSON_FILE);
  expect(text).toContain('  // how it is spoken with\n');
  expect(text).toContain(
    '    "interval": 5, // seconds\n    "metricsRetention": "7d",\n    "profiling": true\n',
  );
  expect(text).toContain('  "logging": { "level": "warn", "format": "json", "rotation": "2MB" },\n');
});

test.each([
  [
    '/f.yaml',
    'web:\n  # the port\n  # of it\n  port: 4999 # p\n  workers: 2\nmcpServers:\n  a: { command: x }\n',
  ],
  ['/f.yaml', 'web:\n  # the port\n  # of it\n  port: 4999 # p\n'],
  [
    '/f.yaml',
    '# top\nweb: # w\n  # the port\n  # of it\n  port: 4999 # p\n  # below\nhttp:\n  host: 127.0.0.1 # h',
  ],
  [
    '/f.yaml',
    'web:\r\n  # the port\r\n  # of it\r\n  port: 4999 # p\r\nmcp:\r\n  request_timeout: 3 # r\r\n',
  ],
])('%s: the comments of a key move with it to its new section: %j', (file, text) => {
  const { text: migrated } = migrateConfiguration(file, text);
  const lines = migrated.replaceAll('\r\n', '\n');
  expect(lines).toMatch(/^http:\n(?: {2}host.*\n)? {2}# the port\n {2}# of it\n {2}port: 4999 # p$/m);
  expect(migrated.match(/#.*/g)?.toSorted()).toEqual(text.match(/#.*/g)?.toSorted());
});

test.each([
  '{\n  "web": {\n    // the port\n    /* of\n       it */\n    "port": 4999, // p\n    "workers": 2 // w\n  },\n  "mcpServers": {}\n}\n',
  '{\n  "mcpServers": {},\n  // the web\n  "web": { // w\n    // the port\n    /* of\n       it */\n    "port": 4999 // p\n    // below\n  } // end\n}\n',
])('JSONC: the comments of a key move with it to its new section: %j', (text) => {
  const { text: migrated } = migrateConfiguration('/f.json', text);
  expect(migrated).toMatch(
    /^ {2}"http": \{\n {4}\/\/ the port\n {4}\/\* of\n {7}it \*\/\n {4}"port": 4999 \/\/ p$/m,
  );
  const comments = (one: string) => one.match(/\/\/.*|\/\*[\s\S]*?\*\//g)?.toSorted();
  expect(comments(migrated)).toEqual(comments(text));
  expect(migrateConfiguration('/f.json', migrated).changes).toEqual([]);
});

test('a comment of a section that is gone stays where the section was', () => {
  const text = '# top\nweb: # w\n  port: 4999\n# http\nhttp:\n  host: 127.0.0.1\n';
  expect(migrateConfiguration('/f.yaml', text).text).toBe(
    '# top\n# w\n# http\nhttp:\n  host: 127.0.0.1\n  port: 4999\nversion: 2\n',
  );
});

test.each([
  ['/f.yaml', 'web: { port: 4999 } # p\nhttp: { host: 127.0.0.1 } # h\n'],
  ['/f.yaml', 'http: { host: "127.0.0.1\n  " }\nweb: { # w\n  port: 4999, # p\n  workers: 2 # n\n }\n'],
  ['/f.json', '{ "web": { "port": 4999 /* p */ }, "http": { "host": "127.0.0.1" } /* h */ } // end'],
  ['/f.json', '{\n  "web": { /* a */ "port": /* b */ 4999 /* c */, /* d */ "workers": 2 /* e */ } // f\n}'],
])('%s: no comment is lost where there is no line for it: %j', (file, text) => {
  const { text: migrated } = migrateConfiguration(file, text);
  const comments = (one: string) =>
    one.match(file === '/f.yaml' ? /# \w+/g : /\/\/ \w+|\/\*.*?\*\//g)?.toSorted();
  expect(comments(migrated)).toEqual(comments(text));
  expect(migrateConfiguration(file, migrated).changes).toEqual([]);
});

test('what is said both ways is told at the documented key', () => {
  const text = '{ "mcpServers": {}, "http": { "port": 5000 },\n"web": { "port": 5001 } }';
  expect(told(text)).toEqual([
    '2:10 web.port says the same as http.port, which stands here too: take one of the two out',
  ]);
});

test('what is wrong with a documented key is told by its documented name', () => {
  const text =
    '{ "mcpServers": {},\n"web": { "port": "x", "workrs": 2 }, "mcp": { "protocol_version": "1" } }';
  expect(told(text)).toEqual([
    '2:18 web.port must be a whole number from 1 to 65,535, not the text "x"',
    'warning 2:23 web.workrs is not a known key and is ignored; did you mean "workers"?',
    expect.stringMatching(/^2:67 mcp\.protocol_version must be one of 2026-07-28, .*, not the text "1"$/),
  ]);
});

test('a documented key is shown by today’s name, with its place', () => {
  const settings = effectiveSettings(read(JSON_FILE), () => []);
  expect(settings['http.port']).toEqual({ value: 5000, origin: 'file', from: 'f.json:11' });
});

test.each([
  ['{ "mcpServers": {} }', 1, false, []],
  ['{ "version": 1, "mcpServers": {} }', 1, true, []],
  ['{ "version": "2", "mcpServers": {} }', 2, false, []],
  [
    '{ "version": 2.3, "mcpServers": {} }',
    2,
    false,
    ['warning 1:14 version is 2.3, newer than this Signalbox knows (2): what is new in it is ignored'],
  ],
])('%s is read', (text, version, isOutdated, findings) => {
  const result = parseConfiguration('/f.json', text, NOTHING_BESIDE);
  expect(result).toMatchObject({ ok: true, configuration: { version, isOutdated } });
  expect(told(text)).toEqual(findings);
});

test.each([
  ['3', 'is 3, newer than this Signalbox can read (2): update Signalbox'],
  ['"3.1"', 'is 3, newer than this Signalbox can read (2): update Signalbox'],
  ['0', 'must be a whole number from 1 to 2, not the number 0'],
  ['true', 'must be a whole number from 1 to 2, not true'],
  ['"two"', 'must be a whole number from 1 to 2, not the text "two"'],
  ['null', 'must be a whole number from 1 to 2, not null'],
])('version %s is refused', (version, says) => {
  expect(told(`{ "version": ${version}, "mcpServers": {} }`)).toEqual([`1:14 version ${says}`]);
});
