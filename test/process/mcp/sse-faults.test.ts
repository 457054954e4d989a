import { describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { openHttp, UNTIL } from './run-http-server.ts';
import { BUDGETS, PROBE_MS } from './run-server.ts';
import { serveSse, sseAnswer } from './serve-faulty.ts';

const call = { method: 'tools/call', params: { name: 'x' }, timeoutMs: 60_000 } as const;

describe('a session over HTTP+SSE', () => {
  it('keeps its stream for hours', async () => {
    const { url, streams } = await serveSse();
    const clock = new FakeClock();
    const { session, heard } = openHttp(url, { transport: 'sse', clock });
    await session.negotiate(BUDGETS);
    clock.advance(5 * 3_600_000);
    // Whatever ended with the time is seen by the server first.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(streams.map(({ closed }) => closed)).toEqual([false]);
    await expect(session.probe(PROBE_MS)).resolves.toMatchObject({ ok: true });
    expect(heard.ended).toBe(0);
  });

  it('is lost with its stream, and what was asked for has an end', async () => {
    const { url, streams, asked } = await serveSse({ answer: (_, { method }) => method === 'tools/call' });
    const { session, heard } = openHttp(url, { transport: 'sse' });
    await session.negotiate(BUDGETS);
    const pending = session.request(call);
    await vi.waitFor(() => expect(asked).toContain('tools/call'), UNTIL);
    streams[0]?.end();
    await expect(pending).resolves.toEqual({ kind: 'closed' });
    const message = `closed its event stream at ${new URL(url).host}`;
    expect(heard.ends).toEqual([{ code: 'connection-lost', message }]);
  });

  it('is lost also when the stream ends together with the last answer of the handshake', async () => {
    const { url } = await serveSse({
      answer: (response, message, stream) => {
        if (message.method !== 'initialize') return false;
        response.writeHead(202).end();
        return stream.end(sseAnswer(message));
      },
    });
    const { session, heard } = openHttp(url, { transport: 'sse' });
    await session.negotiate(BUDGETS);
    await vi.waitFor(() => expect(heard.ends).toMatchObject([{ code: 'connection-lost' }]), UNTIL);
  });

  it.each([
    [404, ''],
    [400, 'No transport found for sessionId'],
  ])('is lost when the server answers HTTP %i “%s” to what is posted', async (status, text) => {
    let isForgotten = false;
    const { url } = await serveSse({
      answer: (response) => isForgotten && response.writeHead(status).end(text),
    });
    const { session, heard } = openHttp(url, { transport: 'sse' });
    await session.negotiate(BUDGETS);
    isForgotten = true;
    await session.probe(PROBE_MS);
    expect(heard.ends).toEqual([{ code: 'session-lost', message: 'has forgotten the session' }]);
  });

  it('takes a server that answers HTTP 500 for alive, and one that takes requests without an answer not', async () => {
    let status = 202;
    const { url } = await serveSse({
      answer: (response, { method }) => method === 'ping' && response.writeHead(status).end(),
    });
    const { session, heard } = openHttp(url, { transport: 'sse' });
    await session.negotiate(BUDGETS);
    const before = heard.activity;
    await expect(session.probe(500)).resolves.toMatchObject({ ok: false, why: 'timeout' });
    expect(heard.activity).toBe(before);
    status = 500;
    for (let turn = 0; turn < 4; turn += 1) {
      await expect(session.probe(PROBE_MS)).resolves.toEqual({
        ok: false,
        why: 'error',
        message: 'answered HTTP 500',
      });
    }
    expect(heard).toMatchObject({ activity: before + 4, ended: 0 });
  });

  it('is not waited for when its stream names no endpoint', async () => {
    const { url, streams } = await serveSse({ opening: ': hello\n\n' });
    const clock = new FakeClock();
    const { session } = openHttp(url, { transport: 'sse', clock });
    const refused = expect(session.negotiate({ ...BUDGETS, startMs: 3_600_000 })).rejects.toMatchObject({
      code: 'handshake-refused',
      message: expect.stringContaining('named no endpoint'),
    });
    await vi.waitFor(() => {
      clock.advance(1_000);
      expect(streams.map(({ closed }) => closed)).toEqual([true]);
    }, UNTIL);
    await refused;
  });
});
