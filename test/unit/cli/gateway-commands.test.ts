import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeServerTraffic } from '../../fakes/server-traffic.ts';
import { type FakeEngine, startFakeEngine } from './fake-engine.ts';
import { type CliHome, type CliRun, makeCliHome } from './run-cli.ts';
import { clientView, flow, latency, requestRecord, toolView, trafficOf } from './traffic-views.ts';

const PATIENCE = { timeout: 30_000, interval: 20 };

let home: CliHome;
const engines: FakeEngine[] = [];

beforeEach(async () => {
  home = await makeCliHome();
});
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
  await home.remove();
});

type Answer = (path: string, input: unknown) => unknown;

async function engineWith(
  answer: Answer | Readonly<Record<string, unknown>>,
  status = 200,
): Promise<FakeEngine> {
  const engine = await startFakeEngine((path, input) => ({
    status,
    body: typeof answer === 'function' ? answer(path, input) : (answer[path] ?? null),
  }));
  engines.push(engine);
  await home.writeRuntimeFile(engine.runtime);
  return engine;
}

describe('traffic', () => {
  const busy = trafficOf({
    clients: [clientView('claude')],
    flows: [flow('claude', 'memory')],
    in_flight: [
      {
        seq: 71,
        client: 'claude',
        client_id: 'claude-1',
        server: 'memory',
        method: 'tools/call',
        target: 'slow\u001b[2J',
        since: new Date(2026, 10, 21, 14, 29, 18).toISOString(),
        queued: false,
        progress: { progress: 3, total: 10, message: 'half way' },
      },
    ],
    servers: [fakeServerTraffic('memory', { breaker: 'open', breaker_reason: '5 calls in a row failed' })],
  });
  const answers = {
    '/queries/traffic': busy,
    '/queries/latencies': { latencies: [latency('slow', 900), latency('quick', 2)] },
  };

  test('shows flows, what is under way with its elapsed time, the slowest tools and open breakers', async () => {
    await engineWith(answers);
    const { exitCode, out } = home.run('traffic');
    expect(await exitCode).toBe(0);
    const text = out.join('\n');
    expect(out[0]).toBe('1 client · 1 in flight');
    expect(text).toMatch(/claude +memory +1\.50 +0 +0\.4 ms +12 ms +1 +90 +0$/m);
    expect(text).toMatch(/71 +claude +memory +tools\/call +slow\\x1b\[2J +42 s +3 of 10, half way$/m);
    expect(text).toMatch(/memory +tools\/call +slow +5 +1 +1\.0 ms +900 ms/);
    expect(text).toContain('memory: the circuit breaker is open; 5 calls in a row failed');
  });

  test('--json prints all of it', async () => {
    await engineWith(answers);
    const { exitCode, out } = home.run('traffic', '--json');
    expect(await exitCode).toBe(0);
    expect(JSON.parse(out.join('\n'))).toEqual({ ...busy, ...answers['/queries/latencies'] });
  });

  test('--watch shows it again with each message, until Ctrl+C', async () => {
    const engine = await engineWith(answers);
    const run = home.run('traffic', '--watch', '--json');
    await vi.waitFor(() => expect(run.out).toHaveLength(1), PATIENCE);
    engine.publish({ topic: 'traffic', data: trafficOf({ flows: [flow('cursor', 'memory')] }) });
    await vi.waitFor(() => expect(run.out).toHaveLength(2), PATIENCE);
    expect(JSON.parse(run.out[1] ?? '')).toMatchObject({ flows: [{ client: 'cursor' }] });
    run.interrupt();
    expect(await run.exitCode).toBe(0);
  });
});

describe('requests', () => {
  test('shows the newest last, with what became of each', async () => {
    const failed = requestRecord(2, {
      error: { class: 'timeout', severity: 'error', code: -31_003, message: 'no answer within 60 s' },
      queue_ms: 5,
      retries: 1,
    });
    const { calls } = await engineWith({
      '/queries/requests': { requests: [failed, requestRecord(1, { cache: 'hit' })], matched: 7, kept: 9 },
    });
    const { exitCode, out, notes } = home.run('requests', '--server', 'memory', '--failed', '--slower', '1s');
    expect(await exitCode).toBe(0);
    expect(calls[0]?.input).toEqual({ server: 'memory', failed: true, min_ms: 1000, limit: 50 });
    expect(out[0]).toMatch(/#1 {2}claude → memory {2}tools\/call read_graph {2}12 ms, from the cache {2}ok$/);
    expect(out[1]).toMatch(/12 ms, 5\.0 ms of it waiting, sent 2 times {2}timeout: no answer within 60 s$/);
    expect(notes).toEqual(['The newest 2 of 7; -n shows more.']);
  });

  const seqs = ({ out }: CliRun): number[] => out.map((line) => (JSON.parse(line) as { seq: number }).seq);
  const shows = (run: CliRun, expected: number[]) =>
    vi.waitFor(() => expect(seqs(run)).toEqual(expected), PATIENCE);

  test('-f goes on with new ones that fit, each once, also after the connection was lost', async () => {
    let kept = [requestRecord(2), requestRecord(1)];
    const engine = await engineWith((_, input) => {
      const { after = 0 } = input as { after?: number };
      const requests = kept.filter(({ seq }) => seq > after);
      return { requests, matched: requests.length, kept: kept.length };
    });
    const run = home.run('requests', '-f', '--json', '--tool', 'GRAPH');
    await shows(run, [1, 2]);
    engine.publish({
      topic: 'requests',
      data: [requestRecord(2), requestRecord(3, { target: 'other' }), requestRecord(4)],
    });
    await shows(run, [1, 2, 4]);
    kept = [requestRecord(6), ...kept];
    engine.dropFollowers();
    await shows(run, [1, 2, 4, 6]);
    run.interrupt();
    expect(await run.exitCode).toBe(0);
  });

  test('-f shows what another engine has, which counts from one again', async () => {
    const answer = { requests: [requestRecord(1, { client: 'first' })], matched: 1, kept: 1 };
    const first = await engineWith(() => answer);
    const run = home.run('requests', '-f', '--json');
    await shows(run, [1]);
    const second = await startFakeEngine((_, input) => {
      const { after = 0 } = input as { after?: number };
      return { status: 200, body: { ...answer, requests: after < 1 ? answer.requests : [] } };
    });
    engines.push(second);
    await home.writeRuntimeFile({ ...second.runtime, started_at: '2026-11-21T11:00:00.000Z' });
    first.dropFollowers();
    await shows(run, [1, 1]);
    run.interrupt();
    expect(await run.exitCode).toBe(0);
  });
});

describe('tools', () => {
  const list = {
    server: 'memory',
    known_since: '2026-11-21T10:00:00.000Z',
    tools: [
      toolView('read_graph', { exposed_name: 'graph' }),
      toolView('delete', { enabled: false, filter_reason: 'switched off by you' }),
    ],
  };

  test('shows each tool with its switch, its name for clients and its first line', async () => {
    const { calls } = await engineWith({ '/queries/tools': list });
    const { exitCode, out } = home.run('tools', 'memory');
    expect(await exitCode).toBe(0);
    expect(calls[0]?.input).toEqual({ server: 'memory' });
    expect(out[1]).toMatch(/^read_graph +on +graph +Does read_graph\.$/);
    expect(out[2]).toMatch(/^delete +off +– +Does delete\.$/);
    expect(out[4]).toBe('delete: switched off by you');
  });

  test.each([
    ['--on', true],
    ['--off', false],
  ])('%s switches one', async (option, enabled) => {
    const { calls } = await engineWith({ '/commands/switch-tool': list });
    expect(await home.run('tools', 'memory', option, 'delete').exitCode).toBe(0);
    expect(calls[0]?.input).toEqual({ server: 'memory', tool: 'delete', enabled });
  });

  test('of a server that never ran says so', async () => {
    await engineWith({ '/queries/tools': { ...list, known_since: null, tools: [] } });
    const { exitCode, out } = home.run('tools', 'memory');
    expect(await exitCode).toBe(0);
    expect(out).toEqual(['The tools of memory are not known yet: it has not run since it was configured.']);
  });

  test('a tool that there is not is bad usage', async () => {
    await engineWith(
      { '/commands/switch-tool': { code: 'not-found', message: 'memory has no tool named x' } },
      404,
    );
    const { exitCode, notes } = home.run('tools', 'memory', '--on', 'x');
    expect(await exitCode).toBe(2);
    expect(notes).toEqual(['memory has no tool named x']);
  });
});

describe('clients', () => {
  const tokens = [{ name: 'claude', created_at: '2026-11-20T10:00:00.000Z', last_used_at: null }];

  test('shows who is attached and the tokens, never a token itself', async () => {
    await engineWith({
      '/queries/traffic': trafficOf({ clients: [clientView('claude', { server: null, token: 'claude' })] }),
      '/queries/client-tokens': { tokens },
    });
    const { exitCode, out } = home.run('clients');
    expect(await exitCode).toBe(0);
    expect(out[1]).toMatch(/^claude +1\.2\.3 +all +connect +2025-11-25 +claude +30 s +3 +0 +0$/);
    expect(out.at(-1)).toMatch(/^claude +.+ +never$/);
  });

  test('add prints the token alone on stdout, for a script', async () => {
    const { calls } = await engineWith({ '/commands/add-client-token': { token: 'sbc_secret' } });
    const { exitCode, out, notes } = home.run('clients', 'add', 'claude');
    expect(await exitCode).toBe(0);
    expect(calls[0]?.input).toEqual({ name: 'claude' });
    expect(out).toEqual(['sbc_secret']);
    expect(notes.join()).toContain('SIGNALBOX_TOKEN');
  });

  test('remove takes one back', async () => {
    const { calls } = await engineWith({ '/commands/remove-client-token': {} });
    expect(await home.run('clients', 'remove', 'claude').exitCode).toBe(0);
    expect(calls[0]).toMatchObject({ path: '/commands/remove-client-token', input: { name: 'claude' } });
  });
});

describe('cancel', () => {
  test.each([
    [true, 0, 'Request 71 is cancelled.'],
    [false, 1, 'Request 71 is not under way, or no more.'],
  ])('cancelled %s: exit code %i', async (cancelled, code, note) => {
    const { calls } = await engineWith({ '/commands/cancel-request': { cancelled } });
    const { exitCode, notes } = home.run('cancel', '71');
    expect(await exitCode).toBe(code);
    expect(calls[0]?.input).toEqual({ seq: 71 });
    expect(notes).toEqual([note]);
  });
});
