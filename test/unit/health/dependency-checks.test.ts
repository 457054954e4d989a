import { expect, it } from 'vitest';
import type { DependencyCheck } from '#engine/configuration/configuration.ts';
import { type CheckedServer, createDependencyChecks } from '#engine/health/health.ts';
import type { CommandOutcome } from '#engine/process/process.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));
const exited = (code: number, stderrTail = ''): CommandOutcome => ({
  kind: 'exited',
  code,
  signal: null,
  stdout: '',
  stderrTail,
  ranMs: 12,
});

const command = (name: string, but: Partial<DependencyCheck> = {}): DependencyCheck =>
  ({
    name,
    kind: 'command',
    command: 'probe',
    args: [name],
    intervalMs: 30_000,
    timeoutMs: 5_000,
    critical: false,
    ...but,
  }) as DependencyCheck;
const needsServer: DependencyCheck = {
  name: 'server db',
  kind: 'server',
  server: 'db',
  intervalMs: 30_000,
  timeoutMs: 5_000,
  critical: true,
};

/** Checks of one server, `app`, driven by a clock that is moved by hand. */
function made(first: readonly DependencyCheck[]) {
  const clock = new FakeClock();
  const told: string[] = [];
  const ran: string[] = [];
  const changed: string[] = [];
  const world = {
    servers: [
      { name: 'app', checks: first, env: { TOKEN: 'hunter22' }, cwd: '/srv', wanted: true },
    ] as CheckedServer[],
    outcome: (_name: string): Promise<CommandOutcome> => Promise.resolve(exited(0)),
    isReady: true,
  };
  const checks = createDependencyChecks({
    clock,
    random: () => 0.5,
    servers: () => world.servers,
    run(spec) {
      ran.push(spec.args[0] ?? '');
      return world.outcome(spec.args[0] ?? '');
    },
    isReady: () => world.isReady,
    secretsOf: (args) => args.filter((arg) => arg.startsWith('sk-')),
    onChange: (server) => changed.push(server),
    tell: ({ lamp, kind, text }) => void told.push(`${lamp} ${kind}: ${text}`),
  });
  const pass = async (ms: number) => {
    // What was asked is answered before the clock goes on.
    for (let left = ms; left >= 0; left -= 1_000) {
      clock.advance(Math.min(1_000, left));
      for (let turn = 0; turn < 5; turn += 1) await settled();
    }
  };
  const statuses = () => checks.of('app').map(({ status }) => status);
  return { clock, checks, told, ran, changed, world, pass, statuses };
}

it('looks at what a server needs at once, and then once per interval', async () => {
  const { pass, ran, checks, statuses, told } = made([command('a')]);
  await pass(0);
  expect(statuses()).toEqual(['unknown']);
  await pass(2_000);
  expect(statuses()).toEqual(['healthy']);
  expect(checks.of('app')[0]).toMatchObject({
    target: 'probe a',
    message: 'exited with 0 in 12 ms',
    ms: 12,
  });
  await pass(27_000);
  expect(ran.length).toBe(1);
  await pass(3_000);
  expect(ran.length).toBe(2);
  expect(told).toEqual([]);
});

it('counts a failure only when it is there 2 s later too, and tells it once', async () => {
  const { pass, ran, checks, statuses, told, world, changed } = made([command('a', { critical: true })]);
  world.outcome = async () => exited(2, 'connecting…\nno route for hunter22\n');
  await pass(1_500);
  expect([statuses(), ran.length]).toEqual([['unknown'], 1]);
  await pass(2_000);
  expect([statuses(), ran.length]).toEqual([['unhealthy'], 2]);
  expect(checks.of('app')[0]?.message).toMatch(/^exited with 2 in .*: no route for •••$/);
  await pass(65_000);
  expect(ran.length).toBe(4);
  expect(told.length).toBe(1);
  expect(told[0]).toMatch(/^bad dependency-down: app misses a: it exited with 2 in .*: no route for •••$/);
  world.outcome = async () => exited(0);
  await pass(30_000);
  expect(statuses()).toEqual(['healthy']);
  expect(told[1]).toMatch(/^ok dependency-back: app has a again after \d.* s: it exited with 0/);
  expect(changed).toContain('app');
});

it('tells nothing of a failure that is over 2 s later', async () => {
  const { pass, told, world, statuses } = made([command('a')]);
  let runs = 0;
  world.outcome = async () => exited(runs++ === 0 ? 1 : 0);
  await pass(5_000);
  expect([statuses(), told]).toEqual([['healthy'], []]);
});

it('holds no delay of its own against a command that it could not start, and does not ask again meanwhile', async () => {
  const { pass, ran, world, checks, told } = made([command('a')]);
  world.outcome = () => new Promise(() => {});
  await pass(60_000);
  expect(checks.of('app')[0]).toMatchObject({ status: 'unknown', message: 'has not been looked at yet' });
  await pass(10_000);
  expect(checks.of('app')[0]).toMatchObject({
    status: 'unknown',
    message: expect.stringMatching(/^could not be looked at within 65 s: /),
    ms: null,
  });
  await pass(100_000);
  expect([ran.length, told]).toEqual([1, []]);
});

it('holds the time of a command itself against it', async () => {
  const { pass, world, checks } = made([command('a')]);
  world.outcome = async () => ({ kind: 'timeout' });
  await pass(5_000);
  expect(checks.of('app')[0]).toMatchObject({
    status: 'unhealthy',
    message: 'did not end within 5 s',
    ms: 5_000,
  });
});

it('does not blame a command for a machine that is short of something, and looks again soon', async () => {
  const { pass, ran, world, checks, told } = made([command('a', { critical: true })]);
  world.outcome = async () => exited(1);
  await pass(5_000);
  world.outcome = async () => ({ kind: 'not-started', reason: 'EAGAIN', isPassing: true });
  await pass(31_000);
  expect(checks.of('app')[0]).toMatchObject({ status: 'unknown', message: 'can’t be run: EAGAIN', ms: null });
  const before = ran.length;
  await pass(4_000);
  expect(ran.length).toBeGreaterThan(before);
  world.outcome = async () => exited(1);
  await pass(5_000);
  expect(checks.of('app')[0]).toMatchObject({ status: 'unhealthy' });
  // It was missed all the while, as far as anybody knows.
  expect(told.length).toBe(1);
  world.outcome = async () => exited(0);
  await pass(35_000);
  expect(told[1]).toMatch(/^ok dependency-back: /);
});

it('says that nothing has come of a program that is not there without a time that it took', async () => {
  const { pass, world, checks } = made([command('a')]);
  world.outcome = async () => ({ kind: 'not-started', reason: 'the command probe was not found on PATH' });
  await pass(5_000);
  expect(checks.of('app')[0]).toMatchObject({
    status: 'unhealthy',
    message: 'can’t be run: the command probe was not found on PATH',
    ms: null,
  });
});

it('never looks at more than eight at a time', async () => {
  const { pass, ran, world } = made(Array.from({ length: 20 }, (_, index) => command(`c${index}`)));
  const waiting: (() => void)[] = [];
  world.outcome = () => new Promise((resolve) => waiting.push(() => resolve(exited(0))));
  await pass(2_000);
  expect(ran.length).toBe(8);
  waiting[0]?.();
  await settled();
  await settled();
  expect(ran.length).toBe(9);
});

it('looks at nothing while nobody wants the server', async () => {
  const { pass, ran, world, checks, clock } = made([command('a'), needsServer]);
  await pass(3_000);
  const [server] = world.servers;
  if (server === undefined) throw new Error('there is no server');
  world.servers = [{ ...server, wanted: false }];
  checks.look();
  const before = ran.length;
  await pass(120_000);
  expect(ran.length).toBe(before);
  expect(checks.of('app')[0]).toMatchObject({
    status: 'unknown',
    message: 'is not looked at while the server is stopped',
  });
  world.servers = [server];
  checks.look();
  await pass(2_000);
  expect(ran.length).toBe(before + 1);
  checks.close();
  await settled();
  expect(clock.pendingTimers).toBe(0);
});

it('sees another server go down without waiting for its interval', async () => {
  const { pass, world, checks, told, statuses } = made([needsServer]);
  await pass(3_000);
  expect(statuses()).toEqual(['healthy']);
  world.isReady = false;
  checks.look();
  await pass(3_000);
  expect(checks.of('app')[0]).toMatchObject({ status: 'unhealthy', message: 'is not ready', target: 'db' });
  expect(told).toEqual(['bad dependency-down: app misses server db: it is not ready']);
});

it('leaves a check alone that an edit did not touch', async () => {
  const { pass, ran, world, checks, statuses } = made([command('a'), command('b')]);
  await pass(3_000);
  const [server] = world.servers;
  if (server === undefined) throw new Error('there is no server');
  world.servers = [{ ...server, checks: [command('a'), command('b', { timeoutMs: 1_000 })] }];
  checks.look();
  expect(statuses()).toEqual(['healthy', 'unknown']);
  await pass(3_000);
  expect(ran).toEqual(['a', 'b', 'b']);
});

it('shows no secret in what it looks at', () => {
  const http = (url: string): DependencyCheck => ({
    name: url,
    kind: 'http',
    url,
    headers: { authorization: 'Bearer abcdef' },
    status: null,
    intervalMs: 30_000,
    timeoutMs: 5_000,
    critical: false,
  });
  const { checks, clock } = made([
    http('https://me:pass@api.example:8443/v1?key=abc'),
    command('x', { kind: 'command', args: ['--key', 'sk-1234567', 'hunter22'] } as Partial<DependencyCheck>),
    { ...needsServer, name: 't', kind: 'tcp', host: '::1', port: 5432 } as DependencyCheck,
  ]);
  clock.advance(0);
  expect(checks.of('app').map(({ target }) => target)).toEqual([
    'https://•••@api.example:8443/v1?…',
    'probe --key ••• •••',
    '[::1]:5432',
  ]);
});

it('does nothing at all where nothing is configured to be checked', async () => {
  const { clock, checks, world, pass, ran } = made([]);
  await pass(1_000);
  expect(clock.pendingTimers).toBe(0);
  world.servers = world.servers.map((server) => ({ ...server, checks: [command('a')] }));
  checks.look();
  await pass(2_000);
  expect(ran).toEqual(['a']);
});

it('does not miss a server that is only just starting', async () => {
  const { pass, world, told, checks, statuses } = made([needsServer]);
  world.isReady = false;
  await pass(25_000);
  expect([statuses(), told]).toEqual([['unknown'], []]);
  expect(checks.of('app')[0]?.message).toBe('is not ready yet');
  world.isReady = true;
  await pass(3_000);
  expect([statuses(), told]).toEqual([['healthy'], []]);
});

it('misses a server that does not come up', async () => {
  const { pass, world, told } = made([needsServer]);
  world.isReady = false;
  await pass(40_000);
  expect(told).toEqual(['bad dependency-down: app misses server db: it is not ready']);
});
