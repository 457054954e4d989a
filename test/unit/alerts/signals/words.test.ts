import { expect, test } from 'vitest';
import type { Rule } from '#engine/configuration/configuration.ts';
import { fakeFacts, fakeTotals, ruleNamed, signalsRig } from './signals-rig.ts';

const EXITED = { code: 'exited', message: 'exited with code 1: no token', fix: 'Set GITHUB_TOKEN.' } as const;

test('a server that is down is told with why, and with what mends it', () => {
  const { change, say } = signalsRig();
  change('github', {
    state: 'backing-off',
    health: 'unhealthy',
    problem: EXITED,
    next_step: 'It is started again by itself.',
  });
  expect(say('down')).toEqual({
    message: 'github is down: exited with code 1: no token',
    nextStep: 'Set GITHUB_TOKEN. It is started again by itself.',
    actions: ['start', 'open-logs', 'open-configuration', 'open-server'],
  });
  // While it is started again, what was wrong is still what is told.
  change('github', { state: 'starting', problem: null, health_reasons: ['exited with code 1: no token'] });
  expect(say('down').message).toBe('github is down: exited with code 1: no token');
});

test('however much a server says of itself, its alert is a sentence', () => {
  const { change, say } = signalsRig();
  const problem = { ...EXITED, message: `refused with “${'x'.repeat(100_000)}”` };
  change('github', { state: 'backing-off', health: 'unhealthy', problem });
  const { message } = say('down');
  expect(message.length).toBeLessThanOrEqual(1_000);
  expect(message).toMatch(/^github is down: refused with “x+…$/);
});

test('a sentence carries the figures that it rests on, in people’s units', () => {
  const { change, say, world, value } = signalsRig();
  change('github', { memory_bytes: 1_400_000_000, cpu_percent: 93.4, threads: 1_204 });
  expect(say('high_memory')).toEqual({
    message: 'github uses 1.4 GB of memory',
    nextStep: 'Restart it if it should need less, or give it a memory limit.',
    actions: ['restart', 'open-server', 'open-logs'],
  });
  expect(say('high_cpu').message).toBe('github uses 93.4 % of a processor core');
  expect(say('threads').message).toBe('github runs 1,204 threads');
  value('errors_5m');
  world.totals.set(
    'github',
    fakeTotals({
      requests: 40,
      errors: 12,
      errorsByClass: { transport: 0, timeout: 9, protocol: 0, tool: 3 },
    }),
  );
  expect(say('error_rate').message).toBe(
    'github failed 30 % of 40 requests within 5 min, most of them timed out',
  );
});

test('a server that hangs is told of once, with the probes that it missed', () => {
  const { change, say } = signalsRig();
  const problem = { code: 'hung', message: 'hangs: no answer to 3 probes of 1 s each', fix: null } as const;
  change('github', { hung: true, problem, health: 'unhealthy' });
  expect(say('hung').message).toBe('github hangs: no answer to 3 probes of 1 s each');
});

test('of several alerts of one trouble only one says all that the server wrote', () => {
  const { change, say } = signalsRig();
  change('github', {
    state: 'crash-looping',
    health: 'unhealthy',
    problem: EXITED,
    last_exit: { code: 1, signal: null, stderr: '“no token”', at: '2026-01-01T00:00:00.000Z' },
  });
  expect(say('crash_loop').message).toBe('github keeps going down: exited with code 1: no token');
  expect(say('down').message).toBe('github is down: it keeps going down');
  expect(say('unsteady').message).not.toContain('no token');
});

test('nobody is told to give a server a limit that it has', () => {
  const { change, say } = signalsRig();
  change('github', {
    memory_bytes: 1_400_000_000,
    limits: [{ limit: 'memory_hard', value: 2_000_000_000, enforced_by: 'watched', detail: '' }],
  });
  const nextStep = 'Restart it if it should need less; its memory limit is 2.0 GB.';
  expect(say('high_memory').nextStep).toBe(nextStep);
  expect(say('memory_jump').nextStep).toBe(nextStep);
});

test('lines are counted as people count, and a rule of one’s own says where it stands', () => {
  const { world, look, write } = signalsRig();
  const condition = { kind: 'log', pattern: 'out of memory', count: 1, windowMs: 60_000 } as const;
  const lines: Rule = { ...ruleNamed('log_errors'), own: true, condition };
  const depth: Rule = { ...ruleNamed('high_cpu'), name: 'depth', own: true, signal: 'custom:depth' };
  world.settings = { ...world.settings, rules: [lines] };
  const say = (rule: Rule, value: number) => look().servers[0]?.say(rule, value);
  write('github', 'out of memory');
  expect(say(lines, 1)?.message).toBe('github wrote 1 line within 60 s that matches out of memory');
  expect(say(lines, 2)?.message).toBe('github wrote 2 lines within 60 s that match out of memory');
  expect(say(depth, 90)?.nextStep).toBe(
    'Its page shows the figure over time; the rule is your own, depth in servers.json.',
  );
});

test('who has just changed a server is reminded of it, for five minutes', () => {
  const { change, say, noteEdit, clock } = signalsRig();
  change('github', { threads: 1_204 });
  const plain = say('threads').nextStep;
  noteEdit('github', 'you changed its configuration');
  clock.advance(4 * 60_000);
  expect(say('threads').nextStep).toMatch(
    /; a restart ends them\. You changed its configuration at \d\d:\d\d\.$/,
  );
  clock.advance(60_000);
  expect(say('threads').nextStep).toBe(plain);
});

test('what is missing is named', () => {
  const { say, world } = signalsRig();
  const one = { kind: 'tcp', target: 'db:5432', critical: true, ms: null, checked_at: null } as const;
  world.dependencies.set('github', [
    { ...one, name: 'database', status: 'unhealthy', message: 'refused the connection' },
  ]);
  expect(say('critical_dependency')).toMatchObject({
    message: 'github lacks what it can’t do without: database refused the connection',
    nextStep: 'Mend database (db:5432).',
  });
  world.dependencies.set('github', [
    { ...one, kind: 'server', name: 'server db', target: 'db', status: 'unhealthy', message: 'is not ready' },
  ]);
  expect(say('critical_dependency')).toMatchObject({
    message: 'github lacks what it can’t do without: db is not ready',
    nextStep: 'See what is wrong with db.',
  });
});

test('the machine is told of in whole sentences', () => {
  const { say, world } = signalsRig();
  world.facts = fakeFacts({
    disks: [{ holds: ['state', 'logs'], freeBytes: 900_000_000, totalBytes: 100_000_000_000 }],
  });
  expect(say('disk_space', null).message).toBe(
    'The disk with state and logs of Signalbox has 900 MB free of 100 GB (0.9 %)',
  );
  world.engine = {
    status: 'degraded',
    score: 70,
    levels: [],
    lost: [{ level: 'engine', code: 'late-loop', points: 30, sentence: 'it is late', makes: 'degraded' }],
  };
  expect(say('engine_trouble', null).message).toBe('Signalbox is degraded: it is late');
});
