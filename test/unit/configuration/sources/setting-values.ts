// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references stand in the file just so
import type { Setting } from '#engine/configuration/sources/setting.ts';

/** Candidates of every kind of value that the file has, in its words; a setting takes the first that its schema reads. */
const KINDS: readonly (readonly [unknown, unknown, unknown, unknown])[] = [
  [5, 6, 7, 8],
  [20, 21, 22, 23],
  ['40s', '41s', '42s', '43s'],
  ['10h', '11h', '12h', '13h'],
  ['50d', '51d', '52d', '53d'],
  ['20KB', '21KB', '22KB', '23KB'],
  ['200MB', '201MB', '202MB', '203MB'],
  ['40%', '41%', '42%', '43%'],
  ['22:00', '22:10', '22:20', '22:30'],
  ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'],
  ['http://a', 'http://b', 'http://c', 'http://d'],
  ['127.0.0.1', '::1', 'localhost', '127.0.0.1'],
  ['debug', 'info', 'warn', 'error'],
  ['text', 'json', 'text', 'json'],
  ['offer', 'auto', 'never', 'offer'],
  ['always', 'on-abnormal', 'never', 'on-failure'],
  ['auto', 'one', 'per-client', 'auto'],
  ['auto', 'on-demand', 'auto', 'on-demand'],
  ['restart', 'alert', 'restart', 'alert'],
  ['ask', 'allow', 'never', 'ask'],
  ['openai', 'gemini', 'openai', 'gemini'],
  ['info', 'warning', 'error', 'critical'],
  ['stdio', 'http', 'sse', 'stdio'],
  [true, false, true, false],
  ['one', 'two', 'three', 'four'],
  [[1], [2], [3], [4]],
  [['mon'], ['tue'], ['wed'], ['thu']],
  [['read_*'], ['write_*'], ['list_*'], ['get_*']],
  [{ A: 'a' }, { A: 'b' }, { A: 'c' }, { A: 'd' }],
  [{ a: {} }, { b: {} }, { c: {} }, { d: {} }],
  [[{ tcp: 'a:1' }], [{ tcp: 'b:1' }], [{ tcp: 'c:1' }], [{ tcp: 'd:1' }]],
  [[{ id: 'a' }], [{ id: 'b' }], [{ id: 'c' }], [{ id: 'd' }]],
];

const REFERENCES = [{ A: '${env:A}' }, { A: '${env:B}' }, { A: '${env:C}' }, { A: '${env:D}' }] as const;

/** Where the kind that the schema reads first would not fit the rest of the file. */
const OF_KEYS: Readonly<Record<string, readonly [unknown, unknown, unknown, unknown]>> = {
  'timeouts.requestMax': ['2h', '3h', '4h', '5h'],
  // What may be a secret is shown where it is a reference.
  headers: REFERENCES,
  env: REFERENCES,
  'otlp.headers': REFERENCES,
  'ranking.key': ['${env:A}', '${env:B}', '${env:C}', '${env:D}'],
  dependsOn: ['b', ['c'], ['b', 'c'], 'c'],
  'alerts.rules': [
    { high_memory: { for: '1m' } },
    { high_memory: { for: '2m' } },
    { high_memory: { for: '3m' } },
    { high_memory: { for: '4m' } },
  ],
  'alerts.channels': [
    { native: { enabled: true } },
    { native: { enabled: false } },
    { native: { fromSeverity: 'error' } },
    { native: { fromSeverity: 'critical' } },
  ],
};

/** A value as somebody says it, and as it is shown. */
export interface Sample {
  readonly said: unknown;
  readonly shown: unknown;
}

/** Four of them, each other than the one before. */
export function samplesFor({ path, schema, kind }: Setting): readonly Sample[] {
  const key = path.join('.');
  if (kind === 'section') {
    const on = schema.safeParse(true).success ? true : BESIDE[key];
    return [on, false, on, false].map((said) => ({ said, shown: said !== false }));
  }
  const own = OF_KEYS[key] ?? OF_KEYS[path.slice(-2).join('.')];
  const found = own ?? KINDS.find((values) => values.every((value) => schema.safeParse(value).success));
  if (found === undefined) throw new Error(`no value for ${key}`);
  return found.map((said) => ({ said, shown: said }));
}

/** What some sections must have beside the key that is looked at. */
const BESIDE: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'monitoring.otlp': { url: 'http://x' },
  'gateway.admin.ranking': { kind: 'openai', url: 'http://x', model: 'm' },
  'alerts.quietHours': { from: '01:00', to: '02:00' },
  metrics: { command: 'x' },
};

/** A file that says nothing of the setting; with a value, one whose third line says it. */
export function fileWith(path: readonly string[], server: string, ...value: readonly unknown[]): string {
  const entry = path[2] === 'instances' ? { command: 'x' } : { command: 'x', url: 'http://x' };
  if (value.length === 0 && path.length === 3) Reflect.deleteProperty(entry, path[2] ?? '');
  const servers = { b: { command: 'x' }, c: { command: 'x' } };
  const file: Record<string, unknown> = { mcpServers: { ...servers, [server]: entry } };
  if (value.length === 0) return JSON.stringify(file);
  let section = file;
  for (const [depth, step] of path.slice(0, -1).entries()) {
    const steps = path.slice(path[0] === 'mcpServers' ? 2 : 0, depth + 1);
    section = section[step] = { ...(section[step] as object | undefined), ...BESIDE[steps.join('.')] };
  }
  section[path.at(-1) ?? ''] = 'LOOK HERE';
  return JSON.stringify(file)
    .replace(/"[^"]*":"LOOK HERE"/, '\n\n$&')
    .replace('"LOOK HERE"', JSON.stringify(value[0]));
}
