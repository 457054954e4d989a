import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { ListenFilter, Negotiated } from '../../../../main/engine/mcp/mcp.ts';
import { createWay, type WayServer } from '../../../../main/engine/supervision/ways/way.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { fakeServerConfig } from '../../../fakes/server-config.ts';
import { settle } from '../requests/fake-instances.ts';

const HANDSHAKE: Negotiated = {
  era: 'modern',
  protocolVersion: '2026-07-28',
  serverName: 'weather',
  serverVersion: '1',
  capabilities: { tools: true, resources: false, prompts: false },
  said: { capabilities: { tools: {} }, serverInfo: { name: 'weather', version: '1' }, instructions: null },
};

const FILTER: ListenFilter = {
  toolsListChanged: true,
  promptsListChanged: false,
  resourcesListChanged: false,
  resourceSubscriptions: ['file:///a'],
};

function fakeServer(instance: number) {
  const heard: string[] = [];
  const listened: ListenFilter[] = [];
  const server = {
    instance,
    isReady: true,
    inFlight: 0,
    request: async () => ({ kind: 'result', result: instance }) as const,
    run: {
      notify: (method: string) => void heard.push(method),
      listen: (filter: ListenFilter) => void listened.push(filter),
    },
  } satisfies WayServer;
  return { server, heard, listened };
}

function openWay(config = fakeServerConfig('weather')) {
  const clock = new FakeClock();
  const known: { handshake: Negotiated | null; refusal: string | null; demands: number } = {
    handshake: null,
    refusal: null,
    demands: 0,
  };
  const servers: WayServer[] = [];
  const way = createWay({
    clock,
    config: () => config,
    servers: () => servers,
    handshake: () => known.handshake,
    onDemand: () => {
      known.demands += 1;
    },
    refusal: () => known.refusal,
    onChange() {},
    onBusy() {},
  });
  return { clock, known, servers, way };
}

describe('what was agreed in the handshake', () => {
  it('is said at once when it is known, and wakes nobody', async () => {
    const { way, known } = openWay();
    known.handshake = HANDSHAKE;
    expect(await way.known(1_000)).toEqual({ kind: 'known', handshake: HANDSHAKE });
    expect(known.demands).toBe(0);
  });

  it('is waited for by a start', async () => {
    const { way, known, clock } = openWay();
    const abort = new AbortController();
    const waiting = [way.known(1_000), way.known(1_000, abort.signal)];
    expect(known.demands).toBeGreaterThan(0);
    expect(way.isBusy).toBe(true);
    known.handshake = HANDSHAKE;
    way.onNegotiated(fakeServer(1).server);
    for (const one of waiting) expect(await one).toMatchObject({ kind: 'known' });
    expect(clock.pendingTimers).toBe(0);
    expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
    expect(way.isBusy).toBe(false);
  });

  it('is given up with the reason when the server can not come, when the time is over, and when nobody waits', async () => {
    const { way, known, clock } = openWay();
    const abort = new AbortController();
    const outcomes = Promise.all([way.known(1_000), way.known(60_000, abort.signal), way.known(60_000)]);
    clock.advance(1_000);
    abort.abort();
    await settle();
    known.refusal = 'it was stopped by you';
    way.look();
    expect((await outcomes).map((one) => (one.kind === 'unavailable' ? one.message : one.kind))).toEqual([
      'it was not ready within 1.0 s',
      'nobody waits for it any more',
      'it was stopped by you',
    ]);
    expect(await way.known(1_000, AbortSignal.abort())).toMatchObject({ kind: 'unavailable' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('is not waited for once the way is closed', async () => {
    const { way, clock } = openWay();
    const waiting = way.known(60_000);
    way.close();
    expect(await waiting).toEqual({ kind: 'unavailable', message: 'it is being shut down' });
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('what is said to a server', () => {
  it('reaches each process that is ready', () => {
    const { way, servers } = openWay();
    const [first, second] = [fakeServer(1), fakeServer(2)];
    servers.push(first.server, { ...second.server, isReady: false });
    way.notify('notifications/roots/list_changed');
    expect(first.heard).toEqual(['notifications/roots/list_changed']);
    expect(second.heard).toEqual([]);
  });

  it('is said again to each process that starts, where it is what the server is to tell', () => {
    const { way, servers } = openWay();
    const [first, second] = [fakeServer(1), fakeServer(2)];
    servers.push(first.server);
    way.listen(FILTER);
    way.onNegotiated(second.server);
    expect([first.listened, second.listened]).toEqual([[FILTER], [FILTER]]);
  });
});

it('has no more requests in flight than the server may have, a pool those of its own setting', () => {
  const config = fakeServerConfig('weather', {
    limits: { ...fakeServerConfig('weather').limits, inFlight: 2, queue: 1 },
  });
  const { way, servers } = openWay(config);
  servers.push({ ...fakeServer(1).server, request: () => new Promise(() => {}) });
  for (let i = 0; i < 4; i += 1) void way.request({ method: 'a', params: {}, timeoutMs: 1_000 });
  expect([way.broker.inFlight, way.broker.queued]).toEqual([2, 1]);

  const pooled = openWay({ ...config, instances: { min: 1, max: 2, concurrency: 1 } });
  pooled.servers.push({ ...fakeServer(1).server, request: () => new Promise(() => {}) });
  for (let i = 0; i < 2; i += 1) void pooled.way.request({ method: 'a', params: {}, timeoutMs: 1_000 });
  expect([pooled.way.broker.inFlight, pooled.way.broker.queued]).toEqual([1, 1]);
});
