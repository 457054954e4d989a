import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { FIXTURES, fixture } from './harness/fixture.ts';
import { type Home, makeHome } from './harness/home.ts';
import { type OpenEngine, openEngine } from './harness/open-engine.ts';

describe('one engine with every kind of start', () => {
  let home: Home;
  let engine: OpenEngine;

  beforeAll(async () => {
    const undo: (() => Promise<void>)[] = [];
    home = await makeHome((step) => undo.push(step));
    await home.configure({
      good: fixture('well-behaved'),
      discover: fixture('exits-on-discover'),
      modern: fixture('modern'),
      dual: fixture('dual-era'),
      junk: fixture('junk-before-json'),
      late: fixture('slow-start'),
      mute: fixture('never-answers', { timeouts: { start: '1s' } }),
      refused: fixture('exits-at-once'),
      done: fixture('exits-with-zero'),
      absent: { command: 'no-such-command-anywhere' },
      plain: { command: `${FIXTURES}not-executable` },
      folder: { command: FIXTURES },
      shebang: { command: `${FIXTURES}bad-shebang` },
      lost: fixture('well-behaved', { cwd: './no-such-folder' }),
      shell: { command: 'sh', args: ['-c', 'no-such-command-anywhere'] },
      // The stray % is no valid encoding, and must harm nobody.
      remote: { url: 'http://127.0.0.1:9/100%' },
      deaf: { command: 'bash', args: ['-c', 'exec <&-; sleep 1000'] },
      off: fixture('well-behaved', { disabled: true }),
    });
    engine = await openEngine(home, { defer: (step) => undo.push(step) });
    return async () => {
      for (const step of undo.toReversed()) await step();
    };
  });

  test.each([
    ['good', 'legacy', '2025-11-25'],
    ['discover', 'legacy', '2025-11-25'],
    ['modern', 'modern', '2026-07-28'],
    ['dual', 'modern', '2026-07-28'],
    ['junk', 'legacy', '2025-11-25'],
    ['late', 'legacy', '2025-11-25'],
  ])('%s becomes ready as a %s server with revision %s, its tools counted', async (name, era, revision) => {
    const view = await engine.untilServer(name, 'is ready and counted', ({ tools }) => tools !== null);
    expect(view).toMatchObject({ state: 'ready', era, protocol_version: revision, tools: 2, problem: null });
    expect(view).toMatchObject({ health: 'healthy', lamp: 'ok', restarts: 0, server_version: '1.0.0' });
  });

  test('what a server says on stdout before it speaks the protocol is in its log as stray lines', async () => {
    await engine.untilReady('junk');
    const { lines } = await engine.call('logs', { servers: ['junk'] });
    expect(lines.filter(({ stream }) => stream === 'stray').map(({ text }) => text)).toEqual(
      expect.arrayContaining(['Fixture server v1.0.0', 'Listening on stdio…']),
    );
  });

  test('a server that never answers is given up after its start timeout, and tried again', async () => {
    const down = await engine.untilRegister('it went down', (entry) => entry.server === 'mute');
    expect(down).toMatchObject({ kind: 'went-down', lamp: 'bad' });
    expect(down.text).toMatch(/^mute did not answer within 1 s; it wrote nothing on stdout; next start in /);
    const view = await engine.untilServer('mute', 'waits', ({ state }) => state === 'backing-off');
    expect(view.problem?.code).toBe('start-timeout');
    await engine.untilServer('mute', 'is tried again', ({ restarts }) => restarts >= 1);
  });

  test('a server that exits at once backs off, and says why in its own words', async () => {
    const view = await engine.untilServer('refused', 'backs off', ({ state }) => state === 'backing-off');
    expect(view.reason).toBe('exited with code 1: “connection refused”');
    expect(view.last_exit).toMatchObject({ code: 1, signal: null, stderr: 'connection refused' });
    expect(view.problem?.code).toBe('exited');
    expect(view.next_start_at).not.toBeNull();
  });

  test('an exit with code 0 that nobody asked for is a failure too', async () => {
    const view = await engine.untilServer('done', 'backs off', ({ state }) => state === 'backing-off');
    expect(view.last_exit).toMatchObject({ code: 0, signal: null, stderr: 'nothing to do' });
  });

  test.each([
    ['absent', 'command-not-found', /no-such-command-anywhere was not found on PATH/, /^Install /],
    ['plain', 'not-executable', /may not be executed \(EACCES\)/, /chmod \+x/],
    ['folder', 'not-executable', /is a folder, not a program$/, /^Give the program in that folder/],
    ['shebang', 'not-executable', /first line \(#!\)/, /^Mend the first line/],
    ['lost', 'bad-working-directory', /no-such-folder is not there/, /^Make the folder/],
    ['shell', 'exit-unusable', /^exited with code 127/, /^Check "command"/],
  ])('%s fails for good with %s and what mends it', async (name, code, message, fix) => {
    const view = await engine.untilServer(name, 'fails', ({ state }) => state === 'failed');
    expect(view.problem).toMatchObject({ code });
    expect(view.problem?.message).toMatch(message);
    expect(view.problem?.fix).toMatch(fix);
    expect(view).toMatchObject({
      pid: null,
      next_start_at: null,
      restarts: 0,
      health: 'unhealthy',
      lamp: 'bad',
    });
    const told = (await engine.register(name)).map(({ kind }) => kind);
    expect(told).toEqual(['failed']);
  });

  test('a server by URL that nobody answers for is told of, and tried again and again', async () => {
    const view = await engine.untilServer('remote', 'is told', ({ problem }) => problem !== null);
    expect(view).toMatchObject({ pid: null, location: 'remote', health: 'unhealthy', lamp: 'bad' });
    expect(view.problem).toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/127\.0\.0\.1:/),
    });
    await engine.untilServer('remote', 'is tried again', ({ restarts }) => restarts >= 2);
    expect((await engine.snapshot()).overview.attention).toContain('remote');
  });

  test('a server that closes its stdin and lives on is no mystery: it is told, ended and tried again', async () => {
    const view = await engine.untilServer('deaf', 'is found out', ({ problem }) => problem !== null);
    expect(view.problem?.message).toBe('closed its stdin or stdout, so that nothing can reach it');
    await engine.untilServer('deaf', 'is tried again', ({ restarts }) => restarts >= 1);
  });

  test('a disabled server is not started and is no fault', async () => {
    const view = await engine.server('off');
    expect(view).toMatchObject({ state: 'stopped', reason: 'disabled in the configuration', lamp: 'off' });
    expect(home.pidsOf('off')).toEqual([]);
  });
});

test('a server that a person mends by a start is tried again though it had failed for good', async () => {
  const home = await makeHome();
  await home.configure({ absent: { command: 'no-such-command-anywhere' } });
  const engine = await openEngine(home);
  await engine.untilServer('absent', 'fails', ({ state }) => state === 'failed');
  await home.configure({ absent: fixture('well-behaved') });
  await engine.untilReady('absent');
  await expect(engine.call('start', { names: ['absnet'] })).rejects.toThrow(/Did you mean absent/);
});

test('a server with the policy never stays down after a kill', async () => {
  const home = await makeHome();
  await home.configure({ once: fixture('well-behaved', { restart: { policy: 'never' } }) });
  const engine = await openEngine(home);
  const [view] = await engine.untilReady('once');
  process.kill(view?.pid ?? 0, 'SIGKILL');
  const down = await engine.untilServer('once', 'fails', ({ state }) => state === 'failed');
  expect(down).toMatchObject({ problem: { code: 'killed' }, next_start_at: null });
  await sleep(2_000);
  expect(await engine.server('once')).toMatchObject({ state: 'failed', pid: null, restarts: 0 });
  await engine.call('start', { names: ['once'] });
  await engine.untilReady('once');
});

test('with the policy on-abnormal a kill is answered by a restart, and an exit is not', async () => {
  const home = await makeHome();
  await home.configure({
    killed: fixture('well-behaved', { restart: { policy: 'on-abnormal' } }),
    exits: fixture('exits-at-once', { restart: { policy: 'on-abnormal' } }),
  });
  const engine = await openEngine(home);
  const [view] = await engine.untilReady('killed');
  process.kill(view?.pid ?? 0, 'SIGKILL');
  await engine.untilServer('killed', 'is back', ({ state, restarts }) => state === 'ready' && restarts === 1);
  const down = await engine.untilServer('exits', 'fails', ({ state }) => state === 'failed');
  expect(down).toMatchObject({ restarts: 0, problem: { code: 'exited' } });
});
