import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Configuration,
  explainStep,
  NOTHING_BESIDE,
  parseConfiguration,
  planChanges,
} from '#engine/configuration/configuration.ts';
import { KEYS } from '#engine/configuration/versions/config-v1.ts';

function configuration(mcpServers: unknown): Configuration {
  const result = parseConfiguration('/f.json', JSON.stringify({ mcpServers }), NOTHING_BESIDE);
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return result.configuration;
}

const NOTHING = { start: [], stop: [], restart: [], update: [], keep: [] };

test('at the start every server starts that is not disabled', () => {
  const after = configuration({ a: { command: 'x' }, b: { command: 'y', disabled: true } });
  expect(planChanges(null, after)).toEqual({ ...NOTHING, start: ['a'], keep: ['b'] });
});

test('an added server starts, a removed one stops, the others are left alone', () => {
  const before = configuration({ a: { command: 'x' }, b: { command: 'y' } });
  const after = configuration({ c: { command: 'z' }, a: { command: 'x' } });
  expect(planChanges(before, after)).toEqual({ ...NOTHING, start: ['c'], stop: ['b'], keep: ['a'] });
});

test('the switch "disabled" stops and starts, whatever else changes', () => {
  const on = configuration({ a: { command: 'x' } });
  const off = configuration({ a: { command: 'y', disabled: true } });
  expect(planChanges(on, off)).toEqual({ ...NOTHING, stop: ['a'] });
  expect(planChanges(off, on)).toEqual({ ...NOTHING, start: ['a'] });
  const offToo = configuration({ a: { command: 'z', disabled: true } });
  expect(planChanges(off, offToo)).toEqual({ ...NOTHING, update: ['a'] });
});

test('the order of keys does not matter', () => {
  const before = configuration({ a: { command: 'x', env: { A: '1', B: '2' } }, b: { command: 'y' } });
  const after = configuration({ b: { command: 'y' }, a: { env: { B: '2', A: '1' }, command: 'x' } });
  expect(planChanges(before, after)).toEqual({ ...NOTHING, keep: ['b', 'a'] });
});

const launchPart = fc.record({
  command: fc.constantFrom('x', 'y'),
  args: fc.constantFrom([], ['1']),
  env: fc.constantFrom({}, { A: '1' }),
});
const entry = fc.record({
  launch: launchPart,
  disabled: fc.boolean(),
  misses: fc.constantFrom(1, 2),
});
const file = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), entry);
type Entries = typeof file extends fc.Arbitrary<infer T> ? T : never;
const toConfiguration = (entries: Entries): Configuration =>
  configuration(
    Object.fromEntries(
      Object.entries(entries).map(([name, { launch, disabled, misses }]) => [
        name,
        { ...launch, disabled, health: { misses } },
      ]),
    ),
  );

test('whatever the edit, each server is in the plan exactly once and restarts only for cause', () => {
  fc.assert(
    fc.property(file, file, (old, next) => {
      const plan = planChanges(toConfiguration(old), toConfiguration(next));
      const names = Object.values(plan).flat().sort();
      expect(names).toEqual([...new Set([...Object.keys(old), ...Object.keys(next)])].sort());
      for (const name of plan.restart) expect(old[name]?.launch).not.toEqual(next[name]?.launch);
      for (const name of plan.keep) {
        if (old[name]) expect(old[name]).toEqual(next[name]);
        else expect(next[name]?.disabled).toBe(true);
      }
      for (const name of plan.start) expect(next[name]?.disabled).toBe(false);
    }),
  );
});

test('applying the same file again leaves every server alone', () => {
  fc.assert(
    fc.property(file, (entries) => {
      const plan = planChanges(toConfiguration(entries), toConfiguration(entries));
      expect(plan).toEqual({ ...NOTHING, keep: Object.keys(entries) });
    }),
  );
});

const LOCAL = { command: 'x', url: 'http://127.0.0.1:3001/mcp' };

/** A change of each key of a server, and whether it takes a restart. Beside `command: "x"`, where nothing else is said. */
const CHANGES: Readonly<
  Record<string, { readonly to: object; readonly from?: object; readonly restarts: boolean }>
> = {
  command: { to: { command: 'y' }, restarts: true },
  args: { to: { args: ['1'] }, restarts: true },
  env: { to: { env: { A: '1' } }, restarts: true },
  cwd: { to: { cwd: '/' }, restarts: true },
  url: { from: LOCAL, to: { url: 'http://127.0.0.1:3002/mcp' }, restarts: true },
  serverUrl: { to: { serverUrl: 'http://127.0.0.1:3001/mcp' }, restarts: true },
  httpUrl: { to: { httpUrl: 'http://127.0.0.1:3001/mcp' }, restarts: true },
  type: { from: LOCAL, to: { type: 'sse' }, restarts: true },
  transport: { from: LOCAL, to: { transport: 'sse' }, restarts: true },
  headers: { from: LOCAL, to: { headers: { A: 'b' } }, restarts: true },
  keepRunning: { from: LOCAL, to: { keepRunning: true }, restarts: true },
  protocolVersion: { to: { protocolVersion: '2025-03-26' }, restarts: true },
  start: { to: { start: 'on-demand' }, restarts: false },
  idleStop: { to: { idleStop: '1h' }, restarts: false },
  dependsOn: { to: { dependsOn: 'b' }, restarts: false },
  restart: { to: { restart: { policy: 'never', maxAttempts: 2 } }, restarts: false },
  'limits.memorySoft': { to: { limits: { memorySoft: '512MB' } }, restarts: false },
  'limits.memoryHard': { to: { limits: { memoryHard: '1GB' } }, restarts: true },
  'limits.cpuQuota': { to: { limits: { cpuQuota: '50%' } }, restarts: true },
  'limits.openFiles': { to: { limits: { openFiles: 64 } }, restarts: true },
  'limits.processes': { to: { limits: { processes: 10 } }, restarts: true },
  'limits.sustained': { to: { limits: { sustained: '1m' } }, restarts: false },
  'limits.inFlight': { to: { limits: { inFlight: 2 } }, restarts: false },
  'limits.queue': { to: { limits: { queue: 2 } }, restarts: false },
  instances: { to: { instances: 3 }, restarts: false },
  timeouts: { to: { timeouts: { start: 5, request: 5, terminate: 1 } }, restarts: false },
  health: {
    to: { health: { misses: 9, onHang: 'alert', checks: [{ tcp: 'localhost:1' }] } },
    restarts: false,
  },
  share: { to: { share: 'one' }, restarts: false },
  tools: { to: { tools: { deny: ['a'] } }, restarts: false },
  cache: { to: { cache: false }, restarts: false },
  breaker: { to: { breaker: { failures: 9 } }, restarts: false },
  retry: { to: { retry: false }, restarts: false },
  connections: { from: { url: 'https://example.com/mcp' }, to: { connections: { max: 3 } }, restarts: false },
  metrics: { to: { metrics: { command: 'z' } }, restarts: false },
};
/** Those whose change is told in another way than by a restart or an update. */
const OTHERWISE = ['disabled', 'enabled', 'alerts'];

const changed = ({ from = { command: 'x' }, to }: { readonly from?: object; readonly to: object }) => {
  const b = { command: 'b' };
  return [configuration({ a: from, b }), configuration({ a: { ...from, ...to }, b })] as const;
};

test.each(Object.entries(CHANGES))('a change of %s restarts the server only where it must', (_, change) => {
  const [before, after] = changed(change);
  const step = change.restarts ? 'restart' : 'update';
  expect(planChanges(before, after)).toEqual({ ...NOTHING, [step]: ['a'], keep: ['b'] });
});

test('there is a change of every key that a server can have', () => {
  const tried = new Set(Object.keys(CHANGES).map((key) => key.split('.')[0]));
  expect(KEYS.server.filter((key) => !tried.has(key) && !OTHERWISE.includes(key))).toEqual([]);
  expect(KEYS.limits.filter((key) => CHANGES[`limits.${key}`] === undefined)).toEqual([]);
});

test('the documentation says of each key whether its change restarts a server', async () => {
  const said = restartColumn(await readFile('docs/servers-json.md', 'utf8'));
  const restarting = Object.entries(CHANGES).filter(([key, { restarts }]) => restarts && !key.includes('.'));
  for (const [key] of restarting) expect(said.get(key), key).toBe(true);
  for (const [key, says] of said) {
    if (OTHERWISE.includes(key)) continue;
    const change = CHANGES[key] ?? CHANGES[`limits.${key}`];
    expect({ key, says }).toEqual({ key, says: change?.restarts });
  }
  expect(said.get('memoryHard')).toBe(true);
});

/** Key to whether a “restart” column says yes of it. */
function restartColumn(markdown: string): Map<string, boolean> {
  const said = new Map<string, boolean>();
  let column = -1;
  for (const line of markdown.split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim());
    if (cells.length < 3) column = -1;
    else if (cells[1] === 'key') column = cells.indexOf('restart');
    else if (column > 0 && !cells[1]?.startsWith('---'))
      for (const [, key = ''] of (cells[1] ?? '').matchAll(/`([A-Za-z]+)`/g))
        said.set(key, cells[column] === 'yes');
  }
  return said;
}

const why = (change: { readonly from?: object; readonly to: object }): string => {
  const [before, after] = changed(change);
  return explainStep(before.servers[0], after.servers[0]);
};

test('a step is explained by what changed', () => {
  expect(why({ to: { env: { A: '1' } } })).toBe('its environment changed');
  expect(why({ to: { command: 'y', args: ['1'], cwd: '/' } })).toBe(
    'its command, its arguments and its working folder changed',
  );
  expect(why({ to: { cache: false } })).toBe('its cache changes, without a restart');
  expect(why({ to: { limits: { memorySoft: '1GB', queue: 3 } } })).toBe(
    'its limits change, without a restart',
  );
  expect(why({ to: { tools: { deny: ['a'] }, breaker: false } })).toBe(
    'its tools and its breaker change, without a restart',
  );
  // What takes the restart is the reason; the rest comes along.
  expect(why({ to: { env: { A: '1' }, cache: false } })).toBe('its environment changed');
  expect(why({ to: { limits: { memoryHard: '1GB' } } })).toBe('its hard memory limit changed');
  const [server] = configuration({ a: { command: 'x' } }).servers;
  const [off] = configuration({ a: { command: 'x', disabled: true } }).servers;
  const [lazy] = configuration({ a: { command: 'x', start: 'on-demand' } }).servers;
  expect(explainStep(undefined, server)).toBe('it is new');
  expect(explainStep(undefined, lazy)).toBe('it is new, and starts with its first request');
  expect(explainStep(server, undefined)).toBe('it is gone from the file');
  expect(explainStep(server, off)).toBe('it is disabled now');
  expect(explainStep(off, server)).toBe('it is enabled again');
});

test('comments, layout and the order of keys are nothing to act upon', () => {
  const read = (text: string) => {
    const result = parseConfiguration('/f.json', text, NOTHING_BESIDE);
    if (!result.ok) throw new Error(JSON.stringify(result.findings));
    return result.configuration;
  };
  const before = read('{ "mcpServers": { "a": { "command": "x", "args": ["1"] } } }');
  const after = read(
    '// new\n{\n  "mcpServers": {\n "a": { "args": ["1"], /* here */ "command": "x", }, },\n}\n',
  );
  expect(planChanges(before, after)).toEqual({ ...NOTHING, keep: ['a'] });
});
