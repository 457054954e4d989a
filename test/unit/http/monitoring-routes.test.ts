import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HealthOverview } from '#contract/health.ts';
import { ProblemError } from '#contract/problem.ts';
import { Traffic } from '#contract/traffic.ts';
import type { Door } from '../../../main/engine/http/door.ts';
import { type HttpServer, startHttp } from '../../../main/engine/http/http.ts';
import { madeUpServer, madeUpSnapshot, stoppedServer } from '../telemetry/families/made-up-snapshot.ts';

const SERVERS = [madeUpServer('alpha', { health_reasons: ['slow'] }), stoppedServer('b c')];
const SNAPSHOT = madeUpSnapshot(SERVERS);
const ENGINE = { version: '1.2.3', pid: 1, url: 'http://127.0.0.1:4870/' };

const TRAFFIC = Traffic.parse({
  at: '2026-01-01T00:00:00.000Z',
  records_arguments: false,
  clients: [client('c1', 'alpha', 'legacy'), client('c2', 'alpha', 'modern'), client('c3', null, 'legacy')],
  flows: [],
  in_flight: [],
  servers: [],
});

function client(id: string, server: string | null, era: 'legacy' | 'modern') {
  return {
    id,
    name: 'editor',
    version: '1',
    token: 'named-token',
    era,
    protocol_version: '2025-11-25',
    transport: 'streamable-http',
    server,
    since: '2026-01-01T00:00:00.000Z',
    last_request_at: null,
    requests: 0,
    errors: 0,
    in_flight: 0,
  };
}

let health = SNAPSHOT.health;

/** `monitoring.profiling` */
let isProfiling = false;
const door = {
  snapshot: () => ({
    engine: ENGINE,
    overview: {
      status: 'degraded',
      sentence: 'alpha is slow',
      detail: null,
      attention: [],
      total: 2,
      ready: 1,
    },
    servers: SNAPSHOT.views,
    configuration: { valid: true },
    register: [],
    samples: [],
  }),
  async call(name: string, { server }: { server?: string }) {
    switch (name) {
      case 'metrics': {
        const found = SNAPSHOT.servers.filter((one) => server === undefined || one.server === server);
        if (found.length === 0)
          throw new ProblemError('unknown-server', `there is no server named ${server}`);
        return { servers: found };
      }
      case 'health':
        return HealthOverview.parse(health);
      case 'engine-figures':
        return SNAPSHOT.engine;
      case 'traffic':
        return TRAFFIC;
      default:
        throw new Error(`not made up: ${name}`);
    }
  },
  prometheus: async () => 'signalbox_server_up{server="alpha"} 1\n',
  isProfiling: () => isProfiling,
} as unknown as Door;

let http: HttpServer;
beforeEach(async () => {
  health = SNAPSHOT.health;
  http = await startHttp({ host: '127.0.0.1', port: 0, token: 't', windowFolder: null, door });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await http.close();
});

async function ask(path: string, token: string | null = 't') {
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(new URL(path, http.url), { headers });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, type, text, body: type.includes('json') ? JSON.parse(text) : null };
}

test('a scraper with the token gets Prometheus text, and nobody else', async () => {
  expect(await ask('metrics')).toMatchObject({
    status: 200,
    type: 'text/plain; version=0.0.4; charset=utf-8',
    text: 'signalbox_server_up{server="alpha"} 1\n',
  });
  for (const path of ['metrics', 'servers/alpha/metrics', 'servers/alpha/health', 'mcp-status', 'debug-info'])
    expect((await ask(path, null)).status).toBe(401);
});

test('the figures of a server lie flat, and what is not known is null', async () => {
  const { body } = await ask('servers/alpha/metrics');
  expect(body).toMatchObject({ server: 'alpha', cpu_percent: 12.5, memory_bytes: 50_000_000, processes: 2 });
  expect(body.requests).toMatchObject({ requests: 12, p95_ms: 20 });
  expect((await ask('servers/b%20c/metrics')).body).toMatchObject({ cpu_percent: null, memory_bytes: null });
  for (const path of ['servers/nobody/metrics', 'servers/nobody/health'])
    expect(await ask(path)).toMatchObject({
      status: 404,
      body: {
        code: 'unknown-server',
        message: expect.stringMatching(/^there is no server named nobody; there are: alpha, b c/),
      },
    });
});

test('the health of a server has the body that monitors read', async () => {
  const { status, body } = await ask('servers/alpha/health');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    status: 'healthy',
    score: 97,
    reasons: ['slow'],
    server_name: 'alpha',
    version: '1.0.0',
    timestamp: '2026-01-01T00:00:00.000Z',
    metrics: {
      memory_usage_mb: 50,
      active_connections: 2,
      request_count: 12,
      error_count: 2,
      error_rate: 0.25,
      average_response_time_ms: 12,
      circuit_breaker_state: 'closed',
    },
    dependencies: [{ name: 'tcp localhost:5432', status: 'healthy' }],
    levels: [],
    lost: [],
  });
  expect((await ask('servers/b%20c/health')).body.metrics.memory_usage_mb).toBeNull();
});

test('the health of the whole has its score with the token, and only its status without', async () => {
  expect((await ask('health')).body).toMatchObject({
    status: 'degraded',
    score: 97,
    servers: 2,
    engine: ENGINE,
    engine_health: { score: 100 },
    system_health: { score: 100 },
  });
  expect((await ask('health', null)).body).toEqual({ status: 'degraded' });
});

test('the state of MCP names each endpoint, who uses it, and no token', async () => {
  const { body, text } = await ask('mcp-status');
  expect(body.servers[0]).toMatchObject({
    name: 'alpha',
    state: 'ready',
    era: 'legacy',
    protocol_version: '2025-11-25',
    sessions: 1,
    breaker: 'closed',
    errors: 0,
    rejected: 0,
    url: 'http://127.0.0.1:4870/mcp/alpha',
  });
  expect(body.servers[1].url).toBe('http://127.0.0.1:4870/mcp/b%20c');
  expect(body.clients.map(({ id }: { id: string }) => id)).toEqual(['c1', 'c2', 'c3']);
  expect(text).not.toContain('named-token');
});

test('what developers look at is there for them alone', async () => {
  const refused = await ask('debug-info');
  expect(refused).toMatchObject({ status: 404, body: { code: 'not-found' } });
  expect(refused.body.message).toContain('set monitoring.profiling to true');
  vi.stubEnv('SIGNALBOX_DEBUG', '1');
  expect((await ask('debug-info')).body).toMatchObject({
    engine: ENGINE,
    figures: { version: '1.2.3', sampling: { processes: 8 } },
    counts: { servers: 2, servers_by_state: { ready: 1, stopped: 1 }, clients: 3 },
    configuration: { valid: true },
  });
  vi.unstubAllEnvs();
  isProfiling = true;
  expect((await ask('debug-info')).status).toBe(200);
  isProfiling = false;
});

test('a score of the whole below 100 says whose it is, and why', async () => {
  const lost = (level: 'requests' | 'system', points: number, sentence: string) => [
    { level, code: 'x', points, sentence, makes: 'healthy' as const },
  ];
  const [alpha, other] = health.servers;
  if (alpha === undefined || other === undefined) throw new Error('no servers');
  const slow = { ...alpha, score: 97, lost: lost('requests', 3, 'it is slow') };
  const servers = [{ ...other, score: null }, slow, { ...slow, server: 'later' }];
  health = { ...health, score: 97, servers };
  const lowest = { of: 'server', name: 'alpha', score: 97, reason: 'it is slow' };
  expect((await ask('health')).body.lowest_score).toEqual(lowest);

  const system = { ...health.system, score: 80, lost: lost('system', 20, 'the disk is nearly full') };
  health = { ...health, score: 80, system };
  const machine = { of: 'system', name: 'system', score: 80, reason: 'the disk is nearly full' };
  expect((await ask('health')).body.lowest_score).toEqual(machine);

  for (const score of [100, null]) {
    health = { ...SNAPSHOT.health, score };
    expect((await ask('health')).body.lowest_score).toBeNull();
  }
});
