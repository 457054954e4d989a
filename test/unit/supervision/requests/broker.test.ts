import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { FakeServer, settle } from './fake-instances.ts';

describe('turns', () => {
  it('brings a request to a ready instance at once and tells how long it took', async () => {
    const server = new FakeServer(1);
    const outcome = server.request('tools/call');
    expect(server.broker.inFlight).toBe(1);
    server.clock.advance(40);
    server.instance(1).answer('sunny');
    expect(await outcome).toEqual({
      kind: 'answered',
      answer: { kind: 'result', result: 'sunny' },
      instance: 1,
      queuedMs: 0,
      ms: 40,
      retries: 0,
    });
    expect(server.broker.inFlight).toBe(0);
    // Its figures are told a moment later.
    server.clock.advance(250);
    expect(server.clock.pendingTimers).toBe(0);
  });

  it("hands on the server's own error as an answer", async () => {
    const server = new FakeServer(1);
    const outcome = server.request('tools/call');
    server.instance(1).calls[0]?.end({ kind: 'error', code: -32602, message: 'no such tool' });
    expect(await outcome).toMatchObject({
      kind: 'answered',
      answer: { kind: 'error', code: -32602, message: 'no such tool' },
    });
  });

  it('lets requests wait for their turn in the order they came', async () => {
    const server = new FakeServer(1);
    const outcomes = ['a', 'b', 'c'].map((method) => server.request(method));
    expect(server.instance(1).got).toEqual(['a']);
    expect(server.broker.queued).toBe(2);
    for (let i = 0; i < 3; i += 1) {
      server.clock.advance(100);
      server.instance(1).answer();
      await settle();
    }
    expect(server.instance(1).got).toEqual(['a', 'b', 'c']);
    const waits = (await Promise.all(outcomes)).map((one) => (one.kind === 'answered' ? one.queuedMs : null));
    expect(waits).toEqual([0, 100, 200]);
  });

  it('lets no new request overtake one that waits', async () => {
    const server = new FakeServer(2);
    for (const method of ['a', 'b', 'c']) void server.request(method);
    // A turn is free, but nobody has looked yet.
    server.settings.concurrency = 2;
    void server.request('d');
    expect([...server.instance(1).got, ...server.instance(2).got]).toEqual(['a', 'c', 'b', 'd']);
    await settle();
  });

  it('gives an instance no more at a time than it may have, and any number without such a bound', () => {
    const server = new FakeServer(1);
    server.settings.concurrency = 3;
    for (let i = 0; i < 5; i += 1) void server.request('a');
    expect([server.broker.inFlight, server.broker.queued]).toEqual([3, 2]);
    server.settings.concurrency = null;
    server.broker.look();
    expect([server.broker.inFlight, server.broker.queued]).toEqual([5, 0]);
  });

  it('takes the instance with the fewest requests, of equals the one that has been idle for longest', async () => {
    const server = new FakeServer(3);
    server.settings.concurrency = 5;
    for (const method of ['a', 'b', 'c']) void server.request(method);
    expect(server.instances.map(({ got }) => got)).toEqual([['a'], ['b'], ['c']]);
    for (const instance of [2, 3, 1]) {
      server.clock.advance(10);
      server.instance(instance).answer();
      await settle();
    }
    for (const method of ['d', 'e', 'f', 'g']) void server.request(method);
    expect(server.instances.map(({ got }) => got)).toEqual([
      ['a', 'f'],
      ['b', 'd', 'g'],
      ['c', 'e'],
    ]);
  });

  it('counts what an instance works on for somebody else', () => {
    const server = new FakeServer(2);
    server.settings.concurrency = 5;
    void server.instance(1).request({ method: 'other', params: {}, timeoutMs: 60_000 });
    void server.request('a');
    expect(server.instance(2).got).toEqual(['a']);
  });
});

it('counts a request at once that its instance is late to count', () => {
  const server = new FakeServer(1);
  Object.defineProperty(server.instance(1), 'inFlight', { value: 0 });
  for (const method of ['a', 'b']) void server.request(method);
  expect(server.instance(1).got).toEqual(['a']);
});

describe('a server that is not ready', () => {
  it('is asked for, and gets the request when it is there', async () => {
    const server = new FakeServer(0);
    const outcome = server.request('a');
    expect(server.demands).toBe(1);
    expect(server.broker.queued).toBe(1);
    server.clock.advance(3_000);
    server.instances = new FakeServer(1).instances;
    server.broker.look();
    server.instance(1).answer();
    expect(await outcome).toMatchObject({ kind: 'answered', queuedMs: 3_000 });
  });

  it('may come in the very moment it is asked for', async () => {
    const server = new FakeServer(1);
    server.instance(1).isReady = false;
    server.onDemand = () => {
      server.instance(1).isReady = true;
      server.broker.look();
    };
    const outcome = server.request('a');
    server.instance(1).answer();
    expect((await outcome).kind).toBe('answered');
  });

  it('is asked for again at each change while a request waits, and not when it is busy only', () => {
    const server = new FakeServer(1);
    server.instance(1).isReady = false;
    server.onDemand = () => server.broker.look();
    void server.request('a');
    server.broker.look();
    expect(server.demands).toBe(2);
    server.instance(1).isReady = true;
    server.broker.look();
    void server.request('b');
    expect(server.broker.queued).toBe(1);
    expect(server.demands).toBe(2);
  });

  it('refuses at once, with the reason, what would wait in vain', async () => {
    const server = new FakeServer(1);
    server.instance(1).isReady = false;
    const waiting = server.request('a');
    server.refusal = 'it was stopped by you';
    expect(await server.request('b')).toMatchObject({
      kind: 'unavailable',
      message: 'it was stopped by you',
    });
    server.broker.look();
    expect(await waiting).toMatchObject({ kind: 'unavailable', message: 'it was stopped by you' });
    expect(server.demands).toBe(1);
    expect(server.broker.queued).toBe(0);
    server.clock.advance(250);
    expect(server.clock.pendingTimers).toBe(0);
  });
});

describe('time', () => {
  it('ends the wait for a start when the time of the request is over', async () => {
    const server = new FakeServer(0);
    const outcome = server.request('a', { timeoutMs: 5_000 });
    server.clock.advance(5_000);
    expect(await outcome).toEqual({ kind: 'timeout', message: 'it was not ready for 5.0 s' });
    expect(server.broker.queued).toBe(0);
  });

  it('ends the wait for a turn when the time of the request is over', async () => {
    const server = new FakeServer(1);
    void server.request('a');
    const outcome = server.request('b', { timeoutMs: 5_000 });
    server.clock.advance(5_000);
    expect(await outcome).toEqual({ kind: 'timeout', message: 'it was busy with other requests for 5.0 s' });
    expect(server.instance(1).got).toEqual(['a']);
  });

  it('leaves the server what the queue has left of the time', async () => {
    const server = new FakeServer(1);
    void server.request('a');
    const outcome = server.request('b', { timeoutMs: 5_000 });
    server.clock.advance(3_000);
    server.instance(1).answer();
    await settle();
    expect(server.instance(1).calls[0]?.call.timeoutMs).toBe(2_000);
    server.clock.advance(2_000);
    expect(await outcome).toEqual({ kind: 'timeout', message: 'it did not answer b within 5.0 s' });
  });

  it('knows when it was last used: at the begin and the end of each request', async () => {
    const server = new FakeServer(1);
    expect(server.broker.lastUsedMs).toBeNull();
    server.clock.advance(10);
    void server.request('a');
    expect(server.broker.lastUsedMs).toBe(10);
    server.clock.advance(90);
    server.instance(1).answer();
    await settle();
    expect(server.broker.lastUsedMs).toBe(100);
    server.broker.look();
    expect(server.broker.lastUsedMs).toBe(100);
  });
});

describe('a client that gives up', () => {
  it('frees its place in the queue', async () => {
    const server = new FakeServer(1);
    void server.request('a');
    const abort = new AbortController();
    const outcome = server.request('b', { signal: abort.signal });
    void server.request('c');
    abort.abort();
    expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
    expect(await outcome).toEqual({ kind: 'cancelled' });
    server.instance(1).answer();
    await settle();
    expect(server.instance(1).got).toEqual(['a', 'c']);
  });

  it('frees the turn that it had', async () => {
    const server = new FakeServer(1);
    const abort = new AbortController();
    const outcome = server.request('a', { signal: abort.signal });
    void server.request('b');
    abort.abort();
    expect(await outcome).toEqual({ kind: 'cancelled' });
    expect(server.instance(1).got).toEqual(['a', 'b']);
  });

  it('is no use when it had given up before it asked', async () => {
    const server = new FakeServer(1);
    expect(await server.request('a', { signal: AbortSignal.abort() })).toEqual({ kind: 'cancelled' });
    expect(server.instance(1).got).toEqual([]);
    expect(server.broker.lastUsedMs).toBeNull();
  });
});

describe('the bound of the queue', () => {
  it('refuses what is too much, and says how many wait', async () => {
    const server = new FakeServer(1);
    server.settings.queueMax = 2;
    for (const method of ['a', 'b', 'c']) void server.request(method);
    expect(await server.request('d')).toMatchObject({
      kind: 'unavailable',
      message: 'its queue is full: 2 requests wait already',
    });
    expect(server.broker.queued).toBe(2);
  });

  it('stops nothing that can have its turn at once', async () => {
    const server = new FakeServer(1);
    server.settings.queueMax = 0;
    const outcome = server.request('a');
    expect((await server.request('b')).kind).toBe('unavailable');
    server.instance(1).answer();
    expect((await outcome).kind).toBe('answered');
  });
});

describe('an instance that ends', () => {
  it('loses the requests that it worked on, and those that wait go to another', async () => {
    const server = new FakeServer(2);
    const outcomes = ['a', 'b', 'c'].map((method) => server.request(method));
    const first = server.instance(1);
    first.isReady = false;
    first.losePipe();
    server.broker.look();
    expect(await outcomes[0]).toMatchObject({
      kind: 'unavailable',
      message: 'it ended while it worked on the request',
      wasSent: true,
    });
    server.instance(2).answer();
    await settle();
    expect(server.instance(2).got).toEqual(['b', 'c']);
    expect(first.got).toEqual(['a']);
  });

  it('does not swallow the queue while its end is not known yet', async () => {
    const server = new FakeServer(1);
    server.settings.concurrency = 2;
    const outcomes = ['a', 'b', 'c', 'd'].map((method) => server.request(method));
    server.instance(1).losePipe();
    await settle();
    expect(server.instance(1).got).toEqual(['a', 'b']);
    expect(server.broker.queued).toBe(2);
    // Something else about it changed, which is no reason to trust it again.
    server.broker.look();
    expect(server.broker.queued).toBe(2);
    server.instance(1).isReady = false;
    server.broker.look();
    server.instance(1).isReady = true;
    server.broker.look();
    expect(server.instance(1).got).toEqual(['a', 'b', 'c', 'd']);
    expect((await outcomes[0])?.kind).toBe('unavailable');
  });

  it('gets requests again as soon as it is back, when its end was known first', async () => {
    const server = new FakeServer(1);
    for (const method of ['a', 'b']) void server.request(method);
    server.instance(1).isReady = false;
    server.broker.look();
    server.instance(1).losePipe();
    await settle();
    server.instance(1).isReady = true;
    server.broker.look();
    expect(server.instance(1).got).toEqual(['a', 'b']);
  });

  it('gets requests again after a moment when only that request was lost', async () => {
    const server = new FakeServer(1);
    for (const method of ['a', 'b']) void server.request(method);
    server.instance(1).losePipe();
    await settle();
    server.clock.advance(1_000);
    expect(server.instance(1).got).toEqual(['a', 'b']);
  });
});

describe('once closed', () => {
  it('refuses what waits and what comes, and leaves no timer', async () => {
    const server = new FakeServer(1);
    const outcomes = ['a', 'b'].map((method) => server.request(method));
    server.broker.close();
    expect(await outcomes[1]).toMatchObject({ kind: 'unavailable', message: 'it is being shut down' });
    expect(await server.request('c')).toMatchObject({
      kind: 'unavailable',
      message: 'it is being shut down',
    });
    server.instance(1).losePipe();
    expect((await outcomes[0])?.kind).toBe('unavailable');
    expect(server.clock.pendingTimers).toBe(0);
  });
});

describe('figures', () => {
  it('are told at once after a calm, then four times a second at the most, and the last of them always', async () => {
    const server = new FakeServer(1);
    server.settings.concurrency = null;
    for (let i = 0; i < 1_000; i += 1) {
      void server.request('a');
      server.instance(1).answer();
      await settle();
      if (i === 0) expect(server.changes).toBe(1);
      server.clock.advance(1);
    }
    expect(server.changes).toBeGreaterThanOrEqual(3);
    expect(server.changes).toBeLessThanOrEqual(5);
    server.clock.advance(1_000);
    const told = server.changes;
    void server.request('b');
    expect(server.changes).toBe(told + 1);
    server.clock.advance(10);
    server.instance(1).answer();
    await settle();
    expect(server.changes).toBe(told + 1);
    server.clock.advance(250);
    expect(server.changes).toBe(told + 2);
    server.clock.advance(10_000);
    expect(server.changes).toBe(told + 2);
    expect(server.clock.pendingTimers).toBe(0);
  });

  it('do not wait where more instances may be wanted', () => {
    const server = new FakeServer(1);
    void server.request('a');
    expect(server.busy).toBe(0);
    void server.request('b');
    void server.request('c');
    expect(server.busy).toBe(1);
  });
});

it('has no timer and no listener of its own for a request that does not wait', () => {
  const server = new FakeServer(1);
  const abort = new AbortController();
  void server.request('a', { signal: abort.signal });
  // Those of the instance.
  expect(server.clock.pendingTimers).toBe(1);
  expect(getEventListeners(abort.signal, 'abort')).toHaveLength(1);
});
