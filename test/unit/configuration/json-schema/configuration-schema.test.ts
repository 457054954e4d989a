import { readFileSync } from 'node:fs';
import { Validator } from '@cfworker/json-schema';
import { parse } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { NOTHING_BESIDE, parseConfiguration } from '#engine/configuration/configuration.ts';
import { configurationSchema } from '#engine/configuration/json-schema/configuration-schema.ts';
import { WORDS } from '#engine/configuration/json-schema/words/words.ts';
import { starterText } from '#engine/configuration/write-starter-configuration.ts';

type Schema = { readonly [keyword: string]: unknown };

const validator = new Validator(structuredClone(configurationSchema()), '7', false);

const faults = (value: unknown) =>
  validator.validate(value).errors.map(({ instanceLocation }) => instanceLocation);
const ofServer = (entry: unknown) => ({ mcpServers: { db: entry } });

/** Every key of the schema with what stands there, by its dotted path; a key of several shapes comes once for each. */
function keysOf(schema: Schema, path = ''): { readonly key: string; readonly schema: Schema }[] {
  const below = (name: string) => (path === '' ? name : `${path}.${name}`);
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>).flatMap(
    ([name, property]) => [{ key: below(name), schema: property }, ...keysOf(property, below(name))],
  );
  const named =
    typeof schema['additionalProperties'] === 'object' ? (schema['additionalProperties'] as Schema) : null;
  return [
    ...properties,
    ...(named === null ? [] : keysOf(named, below('*'))),
    ...keysOfItems(schema['items'], path),
    ...((schema['anyOf'] ?? []) as Schema[]).flatMap((shape) => keysOf(shape, path)),
  ];
}

function keysOfItems(items: unknown, path: string) {
  return typeof items === 'object' && items !== null ? keysOf(items as Schema, path) : [];
}

/** The JSON examples of a page that are whole, or whole with braces around them. */
function examplesOf(page: string): unknown[] {
  const text = readFileSync(new URL(`../../../../docs/${page}`, import.meta.url), 'utf8');
  return [...text.matchAll(/```jsonc?\n([\s\S]*?)```/g)].map(([, code = '']) =>
    parse(code.trim().startsWith('{') ? code : `{${code}}`, [], { allowTrailingComma: true }),
  );
}

describe('the JSON schema of the file', () => {
  const keys = keysOf(configurationSchema());

  test('says of every key what it does', () => {
    const silent = keys
      .filter(({ schema }) => typeof schema['description'] !== 'string')
      .map(({ key }) => key);
    expect(silent).toEqual([]);
  });

  test('has no words for a key that is not there', () => {
    const there = new Set(keys.map(({ key }) => key));
    const gone = Object.keys(WORDS).filter((key) => !there.has(key) && !key.startsWith('defaults'));
    expect(gone).toEqual([]);
  });

  test('knows every key that the page on the file names', () => {
    const page = readFileSync(new URL('../../../../docs/servers-json.md', import.meta.url), 'utf8');
    const there = keys.map(({ key }) => `.${key}`);
    const rows = page.match(/^\| `[A-Za-z_.]+`/gm) ?? [];
    const named = rows.map((row) => row.slice(3, -1)).filter((name) => !/^[A-Z_]+$|^true$/.test(name));
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter((name) => !there.some((key) => key.endsWith(`.${name}`)))).toEqual([]);
  });

  test('names defaults that hold', () => {
    const settings: Record<string, unknown> = {};
    const entry: Record<string, unknown> = { command: 'x' };
    for (const { key, schema } of keys) {
      const { default: value } = schema;
      if (schema['deprecated'] === true) continue;
      if (
        typeof value === 'object' ||
        value === undefined ||
        key.includes('*.') !== key.startsWith('mcpServers.*.')
      )
        continue;
      const steps = key.replace('mcpServers.*.', '').split('.');
      // These would be another thing than their section says by default, or more than a file needs.
      if (['instances', 'inputs', 'alerts', 'metrics', 'defaults', 'connections'].includes(steps[0] ?? ''))
        continue;
      if (['otlp', 'checks', 'rules'].includes(steps[1] ?? '') || typeof value === 'boolean') continue;
      put(key.startsWith('mcpServers') ? entry : settings, steps, value);
    }
    expect(Object.keys(entry).length).toBeGreaterThan(5);
    expect(Object.keys(settings).length).toBeGreaterThan(3);
    expect(read({ ...settings, mcpServers: { a: entry } })).toEqual(
      read({ mcpServers: { a: { command: 'x' } } }),
    );
  });

  test('takes the first file, the examples of the pages and files of clients', () => {
    const starter = starterText([
      { name: 'notes', comment: 'Notes.', command: 'node', args: ['a.js'], env: { A: 'b' }, cwd: '/' },
    ]);
    expect(faults(parse(starter))).toEqual([]);
    for (const example of [
      ...examplesOf('servers-json.md'),
      ...examplesOf('alerts.md'),
      ...examplesOf('gateway.md'),
    ])
      if (typeof example === 'object' && example !== null && 'mcpServers' in example)
        expect(faults(example)).toEqual([]);
    const client = {
      type: 'stdio',
      command: 'npx',
      args: ['-y', 'x'],
      alwaysAllow: ['a'],
      timeout: 60,
      gallery: true,
    };
    expect(faults({ globalShortcut: 'x', ...ofServer(client) })).toEqual([]);
  });

  test.each([
    [
      {
        command: 'x',
        timeouts: { start: '30s', request: 60 },
        idleStop: 'never',
        limits: { memorySoft: '1.5 GB' },
      },
    ],
    [{ command: 'x', restart: { preventOn: 78, successOn: ['SIGTERM', 3] }, instances: 4, dependsOn: 'a' }],
    [
      {
        command: 'x',
        breaker: false,
        cache: { ttl: '5m' },
        instances: { min: 1 },
        idleStop: false,
        env: { A: 1 },
      },
    ],
    [{ url: 'https://example.com/mcp', type: 'streamableHttp', headers: { A: `\${secret:a}` } }],
    [{ command: 'x', health: { checks: [{ tcp: '[::1]:5432' }, { http: 'http://a', status: 204 }] } }],
  ])('takes %j', (entry) => {
    expect(faults(ofServer(entry))).toEqual([]);
    expect(
      parseConfiguration(
        '/x/servers.json',
        JSON.stringify({ mcpServers: { a: { command: 'a' }, db: entry } }),
        NOTHING_BESIDE,
      ).ok,
    ).toBe(true);
  });

  test.each([
    [
      'a time without a unit',
      { command: 'x', timeouts: { start: '30 seconds' } },
      '#/mcpServers/db/timeouts/start',
    ],
    [
      'a number above its bounds',
      { command: 'x', health: { misses: 1000 } },
      '#/mcpServers/db/health/misses',
    ],
    [
      'a plain number of seconds above its bounds',
      { command: 'x', health: { interval: 9999 } },
      '#/mcpServers/db/health/interval',
    ],
    [
      'a size in words',
      { command: 'x', limits: { memorySoft: 'much' } },
      '#/mcpServers/db/limits/memorySoft',
    ],
    ['a command that is a list', { command: ['npx', 'x'] }, '#/mcpServers/db/command'],
    [
      'a policy that there is none of',
      { command: 'x', restart: { policy: 'sometimes' } },
      '#/mcpServers/db/restart/policy',
    ],
    ['an unknown type', { command: 'x', type: 'pipe' }, '#/mcpServers/db/type'],
    ['a list that is a number', { command: 'x', dependsOn: 3 }, '#/mcpServers/db/dependsOn'],
  ])('refuses %s', (_, entry, place) => {
    expect(faults(ofServer(entry))).toContain(place);
  });

  test('takes the documented nested form, and marks its keys as out of date', () => {
    const form = {
      mcp: { max_connections: 50, request_timeout: '30s' },
      web: { port: 8080, max_memory: '1GB' },
    };
    expect(faults({ ...form, mcpServers: {} })).toEqual([]);
    expect(faults({ mcp: { max_connections: 'many' }, mcpServers: {} })).toContain('#/mcp/max_connections');
    const aged = keys.find(({ key }) => key === 'web.port')?.schema;
    expect(aged).toMatchObject({ deprecated: true, description: expect.stringContaining('"http.port"') });
  });

  test('refuses what belongs to another kind of channel, and a name that no server may have', () => {
    const channels = { ops: { type: 'email', url: 'https://example.com' } };
    expect(faults({ mcpServers: {}, alerts: { channels } })).toContain('#/alerts/channels/ops');
    expect(faults({ mcpServers: { 'a b': { command: 'x' } } })).not.toEqual([]);
    expect(faults({})).not.toEqual([]);
  });
});

function put(holder: Record<string, unknown>, steps: readonly string[], value: unknown): void {
  const [step = '', ...rest] = steps;
  if (rest.length === 0) holder[step] = value;
  else {
    holder[step] ??= {};
    put(holder[step] as Record<string, unknown>, rest, value);
  }
}

function read(file: unknown) {
  const result = parseConfiguration('/x/servers.json', JSON.stringify(file), NOTHING_BESIDE);
  expect(result.ok ? [] : result.findings).toEqual([]);
  if (!result.ok) return null;
  const { text: _, ...configuration } = result.configuration;
  return configuration;
}
