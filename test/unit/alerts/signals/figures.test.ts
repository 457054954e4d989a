import { expect, test } from 'vitest';
import { settled } from '../../../fakes/fake-server.ts';
import { fakeServerConfig } from '../../../fakes/server-config.ts';
import { fakeServerView } from '../../../fakes/server-view.ts';
import { fakeFacts, fakeTotals, latencies, ruleNamed, signalsRig } from './signals-rig.ts';

const GIB = 1024 ** 3;
const MINUTE = 60_000;

test('errors are those of the last five minutes', () => {
  const { world, value, clock } = signalsRig();
  value('errors_5m');
  world.totals.set('github', fakeTotals({ requests: 30, errors: 12 }));
  expect(value('errors_5m')).toBe(12);
  expect(value('error_percent_5m')).toBe(40);
  for (let minute = 0; minute < 5; minute++) {
    clock.advance(MINUTE);
    value('errors_5m');
  }
  clock.advance(MINUTE);
  expect(value('errors_5m')).toBe(0);
  expect(value('error_percent_5m')).toBeNull();
});

test('below 20 requests no share of errors is known, and what was rejected or cancelled is not among them', () => {
  const { world, value } = signalsRig();
  value('errors_5m');
  world.totals.set('github', fakeTotals({ requests: 25, rejected: 3, cancelled: 3, errors: 19 }));
  expect(value('error_percent_5m')).toBeNull();
  world.totals.set('github', fakeTotals({ requests: 26, rejected: 3, cancelled: 3, errors: 5 }));
  expect(value('error_percent_5m')).toBe(25);
});

test('a server is as slow as its last ten minutes, beside what is usual', () => {
  const { world, value, clock } = signalsRig();
  world.totals.set('github', fakeTotals({ requests: 1_000, latencies: latencies([1_000, 100]) }));
  value('p95_times_usual');
  world.usualP95Ms.set('github', 100);
  expect(value('p95_times_usual')).toBeNull();
  clock.advance(MINUTE);
  world.totals.set('github', fakeTotals({ requests: 1_020, latencies: latencies([1_000, 100], [20, 400]) }));
  expect(value('p95_times_usual')).toBeCloseTo(4, 0);
});

test('memory is compared with a limit, or else with what is usual', async () => {
  const { world, value, clock, change } = signalsRig();
  change('github', { memory_bytes: 900_000_000 });
  expect(value('memory_times_usual')).toBe(0);
  change('github', { memory_bytes: 3 * GIB });
  expect(value('memory_times_usual')).toBeNull();
  const step = { atMs: 0, min: GIB, max: GIB, sum: GIB, count: 1 };
  world.steps.push(...Array.from({ length: 71 }, () => step));
  clock.advance(MINUTE);
  await settled();
  expect(value('memory_times_usual')).toBeNull();
  world.steps.push(step);
  for (let minute = 0; minute < 31; minute++) {
    clock.advance(MINUTE);
    await settled();
  }
  expect(value('memory_times_usual')).toBe(3);
  expect(value('memory_of_limit_percent')).toBeNull();
  change('github', {
    limits: [{ limit: 'memory_soft', value: 4 * GIB, enforced_by: 'watched', detail: '' }],
  });
  expect(value('memory_times_usual')).toBeNull();
  expect(value('memory_of_limit_percent')).toBe(75);
});

test('open files are those of the one process that has the most, by the limit of each', () => {
  const { world, value, change } = signalsRig();
  change('github', { open_files: 950, processes: 3 });
  expect(value('open_files_of_limit_percent')).toBeNull();
  world.mostOpenFiles = 850;
  expect(value('open_files_of_limit_percent')).toBe(85);
});

test('a breaker that waits for a trial is neither open nor closed', () => {
  const { value, change } = signalsRig();
  const { traffic } = fakeServerView('github');
  expect(value('breaker_open')).toBe(0);
  change('github', { traffic: { ...traffic, breaker: 'open' } });
  expect(value('breaker_open')).toBe(1);
  change('github', { traffic: { ...traffic, breaker: 'half-open' } });
  expect(value('breaker_open')).toBeNull();
});

test('errors in a log count beside its habit, which outlives a restart', () => {
  const { world, value, clock, restart } = signalsRig();
  let errors = 0;
  for (let step = 0; step <= 16; step++) {
    errors += step === 0 ? 0 : step <= 12 ? 2 : 10;
    world.logErrors.set('github', errors);
    value('log_errors_5m');
    if (step === 3) expect(value('log_errors_times_usual')).toBeNull();
    if (step === 13) expect(value('log_errors_times_usual')).toBe(5);
    clock.advance(5 * MINUTE);
  }
  restart();
  world.logErrors.set('github', 0);
  value('log_errors_5m');
  world.logErrors.set('github', 40);
  // Twelve times 2 and four times 10, in sixteen steps.
  expect(value('log_errors_times_usual')).toBe(10);
  // Fewer than ten are nothing, whatever is usual.
  for (let minute = 0; minute < 6; minute++) {
    clock.advance(MINUTE);
    value('log_errors_5m');
  }
  world.logErrors.set('github', 49);
  expect(value('log_errors_5m')).toBe(9);
  expect(value('log_errors_times_usual')).toBe(0);
});

test('lines that match the pattern of a rule are counted within its window', () => {
  const { world, value, write, clock, isFollowingLogs, close } = signalsRig();
  value('down');
  expect(isFollowingLogs()).toBe(false);
  const rule = {
    ...ruleNamed('log_errors'),
    condition: { kind: 'log', pattern: 'econnreset', count: 3, windowMs: MINUTE } as const,
  };
  world.settings = { ...world.settings, rules: [rule] };
  value('down');
  write('github', 'read ECONNRESET', 'all is well', 'ECONNRESET again');
  write('files', 'ECONNRESET');
  expect(value('log_errors_5m', 'github', rule)).toBe(2);
  clock.advance(MINUTE + 1);
  expect(value('log_errors_5m', 'github', rule)).toBe(0);
  close();
  expect(isFollowingLogs()).toBe(false);
});

test('rules with the same pattern look back as far as each says', () => {
  const { world, value, write, clock } = signalsRig();
  const rule = (windowMs: number) => ({
    ...ruleNamed('log_errors'),
    name: `within-${windowMs}`,
    condition: { kind: 'log', pattern: 'refused', count: 1, windowMs } as const,
  });
  const [short, long] = [rule(MINUTE), rule(10 * MINUTE)];
  world.settings = { ...world.settings, rules: [short, long] };
  value('down');
  write('github', 'refused');
  clock.advance(5 * MINUTE);
  expect(value('log_errors_5m', 'github', short)).toBe(0);
  expect(value('log_errors_5m', 'github', long)).toBe(1);
});

test('a pattern that holds up Signalbox again and again is not used for a while, and that is told', () => {
  const { world, value, write } = signalsRig();
  const rule = {
    ...ruleNamed('log_errors'),
    condition: { kind: 'log', pattern: '(a+)+$', count: 1, windowMs: MINUTE } as const,
  };
  world.settings = { ...world.settings, rules: [rule] };
  value('down');
  // How much of the processor it gets before it is stopped is the machine's affair.
  for (let times = 0; times < 100 && world.faults.length === 0; times += 1)
    write('github', `${'a'.repeat(60)}b`);
  expect(value('log_errors_5m', 'github', rule)).toBeNull();
  expect(world.faults).toEqual([
    'The pattern (a+)+$ of an alert rule takes too long: 5 times within 10 min it was stopped after 50 ms. Its rule is not judged now, and tried again every 10 min; avoid repetition inside repetition, such as (a+)+',
  ]);
});

test('what is missing is counted, and what is critical among it', () => {
  const { world, value } = signalsRig();
  const one = {
    name: 'db',
    kind: 'tcp',
    target: 'db:5432',
    message: 'refused',
    ms: null,
    checked_at: null,
  } as const;
  world.dependencies.set('github', [
    { ...one, critical: true, status: 'unhealthy' },
    { ...one, critical: false, status: 'unhealthy' },
    { ...one, critical: true, status: 'unknown' },
  ]);
  expect(value('dependencies_down')).toBe(2);
  expect(value('critical_dependencies_down')).toBe(1);
});

test('what a server needs is not missed where its owner has stopped it', () => {
  const { world, value, change } = signalsRig(['db', 'api']);
  const check = {
    name: 'database',
    kind: 'server',
    server: 'db',
    intervalMs: 1,
    timeoutMs: 1,
    critical: true,
  } as const;
  world.configs = [fakeServerConfig('db'), fakeServerConfig('api', { checks: [check] })];
  const missed = { name: 'database', kind: 'server', target: 'db', message: 'is not ready' } as const;
  world.dependencies.set('api', [
    { ...missed, critical: true, status: 'unhealthy', ms: null, checked_at: null },
  ]);
  change('db', { state: 'backing-off' });
  expect(value('critical_dependencies_down', 'api')).toBe(1);
  change('db', { state: 'stopped' });
  expect(value('critical_dependencies_down', 'api')).toBe(0);
});

test('a metric of its own is found by its name, and with labels by its highest value', () => {
  const { world, value } = signalsRig();
  expect(value('custom:queue')).toBeNull();
  world.custom.set('github', new Map([['custom:queue', 7]]));
  expect(value('custom:queue')).toBe(7);
  world.custom.set(
    'github',
    new Map([
      ['custom:queue{name="a"}', 3],
      ['custom:queue{name="b"}', 9],
    ]),
  );
  expect(value('custom:queue')).toBe(9);
  expect(value('custom:queue{name="a"}')).toBe(3);
  expect(value('custom:queue', 'github', { ...ruleNamed('certificate'), signal: 'custom:queue' })).toBe(3);
});

test('a token tells by itself when it runs out', () => {
  const { world, value, clock } = signalsRig();
  const part = (claims: unknown) => Buffer.from(JSON.stringify(claims)).toString('base64url');
  const exp = (clock.now() + 36 * 3_600_000) / 1_000;
  const token = `${part({ alg: 'none' })}.${part({ exp })}.c2ln`;
  world.configs = world.configs.map((config) => ({
    ...config,
    url: 'https://example.com/mcp',
    headers: { Authorization: `Bearer ${token}` },
  }));
  expect(value('token_days')).toBe(1.5);
  world.configs = world.configs.map((config) => ({ ...config, headers: { Authorization: 'Bearer plain' } }));
  expect(value('token_days')).toBeNull();
});

test('the machine is told of once, by the fullest of its disks', () => {
  const { world, value } = signalsRig();
  world.facts = null;
  expect(value('disk_free_bytes', null)).toBeNull();
  expect(value('offline', null)).toBeNull();
  world.facts = fakeFacts({
    disks: [
      { holds: ['state'], freeBytes: 5 * GIB, totalBytes: 500 * GIB },
      { holds: ['logs'], freeBytes: 9 * GIB, totalBytes: 10 * GIB },
    ],
    memory: { availableBytes: GIB, totalBytes: 4 * GIB, swapFreeBytes: null, swapTotalBytes: null },
  });
  expect(value('disk_free_bytes', null)).toBe(5 * GIB);
  expect(value('disk_free_percent', null)).toBe(1);
  expect(value('machine_memory_percent', null)).toBe(75);
  expect(value('configuration_broken', null)).toBe(0);
  world.isValid = false;
  expect(value('configuration_broken', null)).toBe(1);
});

test('each signal has a value, whatever is known', () => {
  const { look } = signalsRig();
  const { servers, machine } = look();
  for (const rule of world()) {
    const subject = rule.scope === 'machine' ? machine : servers[0];
    const value = subject?.value(rule.signal, rule);
    expect(value === null || Number.isFinite(value), rule.name).toBe(true);
    expect(subject?.say(rule, value ?? null).message, rule.name).toMatch(
      rule.scope === 'server' ? /^github / : /./,
    );
  }
});

function world() {
  return signalsRig().world.settings.rules;
}
