import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { FakeServer, settle } from './fake-instances.ts';

describe('a request that was lost with its instance', () => {
  it('goes on elsewhere when sending it twice does no harm, before all that came later', async () => {
    const server = new FakeServer(2);
    const sent: number[] = [];
    const outcome = server.request('a', { repeatable: true, onSent: (instance) => sent.push(instance) });
    for (const method of ['b', 'c']) void server.request(method);
    server.instance(1).losePipe();
    await settle();
    expect(server.broker.queued).toBe(2);
    server.clock.advance(100);
    server.instance(2).answer();
    await settle();
    expect(server.instance(2).got).toEqual(['b', 'a']);
    server.instance(2).answer('at last');
    expect(await outcome).toMatchObject({
      kind: 'answered',
      answer: { result: 'at last' },
      instance: 2,
      retries: 1,
      queuedMs: 100,
    });
    expect(sent).toEqual([1, 2]);
  });

  it('wakes who can take it, and has what is left of its time', async () => {
    const server = new FakeServer(1);
    const outcome = server.request('a', { repeatable: true, timeoutMs: 5_000, maxMs: 8_000 });
    server.clock.advance(2_000);
    server.instance(1).isReady = false;
    server.instance(1).losePipe();
    await settle();
    expect(server.demands).toBe(1);
    server.clock.advance(1_000);
    server.instance(1).isReady = true;
    server.broker.look();
    expect(server.instance(1).calls[0]?.call).toMatchObject({ timeoutMs: 2_000, maxMs: 5_000 });
    server.instance(1).answer();
    expect((await outcome).kind).toBe('answered');
  });

  it('is out of time while it waits for another try, as any other', async () => {
    const server = new FakeServer(1);
    const outcome = server.request('a', { repeatable: true, timeoutMs: 5_000 });
    server.instance(1).isReady = false;
    server.instance(1).losePipe();
    await settle();
    server.clock.advance(5_000);
    expect(await outcome).toEqual({ kind: 'timeout', message: 'it was not ready for 5.0 s' });
  });

  it('is given up after as many tries as are allowed', async () => {
    const server = new FakeServer(1);
    const outcome = server.request('a', { repeatable: true });
    for (let i = 0; i < 3; i += 1) {
      server.instance(1).losePipe();
      await settle();
      server.clock.advance(500);
      await settle();
    }
    expect(server.instance(1).got).toEqual(['a', 'a', 'a']);
    expect(await outcome).toMatchObject({ kind: 'unavailable', wasSent: true });
  });

  it('is refused, and said to have been sent, when nobody will come back', async () => {
    const server = new FakeServer(1);
    const outcome = server.request('a', { repeatable: true });
    server.instance(1).isReady = false;
    server.refusal = 'it was stopped by you';
    server.instance(1).losePipe();
    expect(await outcome).toEqual({
      kind: 'unavailable',
      message: 'it was stopped by you',
      wasSent: true,
    });
  });

  it('goes on in any case when it never left for the server, and that is no try', async () => {
    const server = new FakeServer(1);
    const outcome = server.request('a');
    for (let i = 0; i < 5; i += 1) {
      server.instance(1).calls[0]?.end({ kind: 'closed', wasSent: false });
      await settle();
      server.clock.advance(500);
      await settle();
    }
    server.instance(1).answer();
    expect(await outcome).toMatchObject({ kind: 'answered', retries: 0 });
  });

  it('ends when its client gives up meanwhile', async () => {
    const server = new FakeServer(1);
    const abort = new AbortController();
    const outcome = server.request('a', { repeatable: true, signal: abort.signal });
    server.instance(1).losePipe();
    await settle();
    abort.abort();
    expect(await outcome).toEqual({ kind: 'cancelled' });
    expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
    server.clock.advance(1_000);
    expect(server.instance(1).got).toEqual(['a']);
  });
});
