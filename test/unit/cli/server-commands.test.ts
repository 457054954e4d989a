import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FakeEngine, startFakeEngine } from './fake-engine.ts';
import { type CliHome, makeCliHome } from './run-cli.ts';
import { lifecycleEvent, serverDetail, serverView, snapshotOf } from './views.ts';

let home: CliHome;
let engine: FakeEngine | null = null;

beforeEach(async () => {
  home = await makeCliHome();
});
afterEach(async () => {
  await engine?.close();
  engine = null;
  await home.remove();
});

type Answer = (path: string, input: unknown) => { readonly status?: number; readonly body: unknown };

async function engineWith(answer: Answer): Promise<FakeEngine> {
  engine = await startFakeEngine((path, input) => ({ status: 200, ...answer(path, input) }));
  await home.writeRuntimeFile(engine.runtime);
  return engine;
}

describe('status of one server', () => {
  test('asks for that server and shows it', async () => {
    const detail = serverDetail('memory', { restart_policy: 'on-abnormal' });
    const { calls } = await engineWith((path) => ({
      body: path === '/queries/server' ? detail : snapshotOf([detail.server]),
    }));
    const { exitCode, out } = home.run('status', 'memory');
    expect(await exitCode).toBe(0);
    expect(calls[0]).toMatchObject({ path: '/queries/server', input: { name: 'memory' } });
    expect(out[0]).toBe('● memory: ready · healthy');
    expect(out.join('\n')).toMatch(/ {2}restart +on-abnormal; 0 so far/);
  });

  test('--json prints all of it', async () => {
    const detail = serverDetail('memory');
    await engineWith(() => ({ body: detail }));
    const { exitCode, out } = home.run('status', 'memory', '--json');
    expect(await exitCode).toBe(0);
    expect(JSON.parse(out.join('\n'))).toEqual(detail);
  });

  test('of a server that is not there is bad usage', async () => {
    await engineWith(() => ({
      status: 404,
      body: { code: 'unknown-server', message: 'Did you mean memory?' },
    }));
    const { exitCode, notes } = home.run('status', 'memori');
    expect(await exitCode).toBe(2);
    expect(notes).toEqual(['Did you mean memory?']);
  });
});

describe('history', () => {
  /** An engine that has 2,500 events. */
  const pages: Answer = (_, input) => {
    const { before = 2_501, limit } = input as { before?: number; limit: number };
    const count = Math.min(limit, before - 1);
    return {
      body: { events: Array.from({ length: count }, (_, index) => lifecycleEvent(before - 1 - index)) },
    };
  };

  test('shows the newest last, with the reason of each', async () => {
    const { calls } = await engineWith(pages);
    const { exitCode, out } = home.run('history', 'memory', '-n', '2');
    expect(await exitCode).toBe(0);
    expect(calls.map(({ input }) => input)).toEqual([{ server: 'memory', limit: 2 }]);
    expect(out).toHaveLength(3);
    expect(out[0]).toMatch(/^TIME +SERVER +FROM +TO +WHY$/);
    expect(out[2]).toMatch(/ memory +ready +backing-off +memory exited, time 2500; next start after 312 ms$/);
  });

  test('--csv gives as many as are asked for, page by page, newest first', async () => {
    const { calls } = await engineWith(pages);
    const { exitCode, out } = home.run('history', '--csv', '-n', '50000');
    expect(await exitCode).toBe(0);
    expect(calls.map(({ input }) => input)).toEqual([
      { limit: 1_000 },
      { before: 1_501, limit: 1_000 },
      { before: 501, limit: 1_000 },
    ]);
    expect(out).toHaveLength(2_501);
    expect(out[0]).toMatch(/^id,at,server,.*\r$/);
    expect(out[1]).toMatch(/^2500,/);
  });

  test('--json gives events for scripts, newest first', async () => {
    await engineWith(pages);
    const { exitCode, out } = home.run('history', '--json');
    expect(await exitCode).toBe(0);
    const { events } = JSON.parse(out.join('\n'));
    expect(events).toHaveLength(50);
    expect(events[0]).toEqual(lifecycleEvent(2_500));
  });

  test('of a server that there never was is bad usage, with the name that may have been meant', async () => {
    const message = 'there is no server named memroy. Did you mean memory?';
    await engineWith(() => ({ status: 404, body: { code: 'unknown-server', message } }));
    const { exitCode, out, notes } = home.run('history', 'memroy');
    expect(await exitCode).toBe(2);
    expect(out).toEqual([]);
    expect(notes).toEqual([message]);
  });

  test('says so when nothing has happened', async () => {
    await engineWith(() => ({ body: { events: [] } }));
    const { exitCode, out } = home.run('history');
    expect(await exitCode).toBe(0);
    expect(out).toEqual(['Nothing has happened yet.']);
  });
});

describe('request', () => {
  const good = { result: { tools: [] }, error: null, ms: 5, queued_ms: 0, instance: 1 };

  test('sends method, parameters and time, and prints the result', async () => {
    const { calls } = await engineWith(() => ({ body: good }));
    const { exitCode, out } = home.run(
      'request',
      'memory',
      'tools/call',
      '{"name":"x"}',
      '--timeout',
      '1.5s',
    );
    expect(await exitCode).toBe(0);
    expect(calls).toMatchObject([
      {
        path: '/commands/request',
        input: { server: 'memory', method: 'tools/call', params: { name: 'x' }, timeout_ms: 1_500 },
      },
    ]);
    expect(JSON.parse(out.join('\n'))).toEqual({ tools: [] });
  });

  test('an error of the server is told apart from a result: exit code 1, nothing on stdout', async () => {
    const error = { code: -32601, message: 'Method not found', data: { method: 'x' } };
    await engineWith(() => ({ body: { ...good, result: null, error } }));
    const { exitCode, out, notes } = home.run('request', 'memory', 'x');
    expect(await exitCode).toBe(1);
    expect(out).toEqual([]);
    expect(notes[0]).toBe('memory answered with error -32601: Method not found');
    expect(notes[1]).toContain('"method"');
  });

  test('--json prints result, error and times as they are', async () => {
    const bad = { ...good, result: null, error: { code: 1, message: 'no' } };
    await engineWith(() => ({ body: bad }));
    const { exitCode, out } = home.run('request', 'memory', 'x', '--json');
    expect(await exitCode).toBe(1);
    expect(JSON.parse(out.join('\n'))).toEqual(bad);
  });

  test('a server that takes none is a finding, in the words of the engine', async () => {
    const message = 'memory is stopped by you';
    await engineWith(() => ({ status: 503, body: { code: 'server-unavailable', message } }));
    const { exitCode, notes } = home.run('request', 'memory', 'ping');
    expect(await exitCode).toBe(1);
    expect(notes).toEqual([message]);
  });
});

describe('free-port', () => {
  test('frees the port of that server and shows the server', async () => {
    const views = [serverView('browser', { state: 'starting' }), serverView('other')];
    const { calls } = await engineWith(() => ({ body: { servers: views } }));
    const { exitCode, out } = home.run('free-port', 'browser');
    expect(await exitCode).toBe(0);
    expect(calls).toMatchObject([{ path: '/commands/free-port', input: { name: 'browser' } }]);
    expect(out.slice(1)).toEqual(['●  browser  starting']);
  });

  test('of what is not ours is a finding', async () => {
    const message = 'port 3001 is held by nginx (pid 7)';
    await engineWith(() => ({ status: 409, body: { code: 'not-ours', message } }));
    const { exitCode, notes } = home.run('free-port', 'browser');
    expect(await exitCode).toBe(1);
    expect(notes).toEqual([message]);
  });
});
