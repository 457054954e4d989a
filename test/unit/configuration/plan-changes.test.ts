import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Configuration,
  NOTHING_BESIDE,
  parseConfiguration,
  planChanges,
} from '#engine/configuration/configuration.ts';

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

test.each([
  ['command', { command: 'y' }],
  ['args', { args: ['1'] }],
  ['env', { env: { A: '2' } }],
  ['cwd', { cwd: '/tmp' }],
  ['url', { url: 'http://localhost/' }],
  ['a limit that holds from the start', { limits: { openFiles: 64 } }],
  ['the hard memory limit', { limits: { memoryHard: '1GB' } }],
  ['the processor quota', { limits: { cpuQuota: '50%' } }],
  ['the process limit', { limits: { processes: 10 } }],
])('a change of %s takes a restart', (_, change) => {
  const entry = { command: 'x', env: { A: '1' } };
  const plan = planChanges(configuration({ a: entry }), configuration({ a: { ...entry, ...change } }));
  expect(plan).toEqual({ ...NOTHING, restart: ['a'] });
});

test.each([
  ['headers', { headers: { A: 'b' } }],
  ['keepRunning', { keepRunning: true }],
  ['type', { type: 'sse' }],
])('a change of %s takes a restart of a server that is reached by URL', (_, change) => {
  const entry = { command: 'x', url: 'http://127.0.0.1:3001/mcp' };
  const plan = planChanges(configuration({ a: entry }), configuration({ a: { ...entry, ...change } }));
  expect(plan).toEqual({ ...NOTHING, restart: ['a'] });
});

test('settings that a process does not see change without a restart', () => {
  const changes = {
    timeouts: { start: 5 },
    health: { misses: 9 },
    restart: { policy: 'never' },
    limits: { memorySoft: '512MB', sustained: '1m' },
    instances: 3,
    dependsOn: 'b',
    start: 'on-demand',
    idleStop: '1h',
  };
  const b = { command: 'y' };
  for (const [key, value] of Object.entries(changes)) {
    const after = configuration({ a: { command: 'x', [key]: value }, b });
    const plan = planChanges(configuration({ a: { command: 'x' }, b }), after);
    expect(plan).toEqual({ ...NOTHING, update: ['a'], keep: ['b'] });
  }
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
