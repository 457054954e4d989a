import { expect, test, vi } from 'vitest';
import type { RequestRecord } from '#contract/traffic.ts';
import { FAILURE, openTrafficLog, SUCCESS } from './open-traffic-log.ts';

const seqs = (requests: readonly RequestRecord[]) => requests.map(({ seq }) => seq);

test('a request that is over can be looked at, the newest first', () => {
  const { log, clock, take, start } = openTrafficLog();
  take(5);
  clock.advance(1000);
  const trace = start({ correlationId: 'f'.repeat(32), requestBytes: 77 });
  clock.advance(40);
  trace.end({ ...FAILURE, queueMs: 12, instance: 3, cache: 'miss', breaker: 'half-open', retries: 1 });
  expect(log.page({ limit: 1 })).toEqual({
    requests: [
      {
        seq: 2,
        correlation_id: 'f'.repeat(32),
        at: '2026-01-01T00:00:01.005Z',
        client: 'editor',
        client_id: 'client-1',
        server: 'files',
        instance: 3,
        method: 'tools/call',
        target: 'read',
        queue_ms: 12,
        ms: 40,
        request_bytes: 77,
        response_bytes: 20,
        error: FAILURE.error,
        cache: 'miss',
        breaker: 'half-open',
        retries: 1,
        arguments: null,
      },
    ],
    matched: 2,
    kept: 2,
  });
});

test('the filter takes client, server, method, part of a target, failure, class and duration together', () => {
  const { log, take } = openTrafficLog();
  take(5);
  take(50, { server: 'web', target: 'Fetch_Page' }, FAILURE);
  take(50, { server: 'web', target: 'search', client: 'agent', clientId: 'client-2' });
  take(5, { method: 'tools/list', target: null });
  const found = (filter: object) => seqs(log.page({ limit: 200, ...filter }).requests);
  expect(found({ server: 'web' })).toEqual([3, 2]);
  expect(found({ client: 'agent' })).toEqual([3]);
  expect(found({ client: 'client-2' })).toEqual([3]);
  expect(found({ method: 'tools/list' })).toEqual([4]);
  expect(found({ target: 'fetch' })).toEqual([2]);
  expect(found({ failed: true })).toEqual([2]);
  expect(found({ failed: false })).toEqual([4, 3, 1]);
  expect(found({ class: 'tool' })).toEqual([2]);
  expect(found({ class: 'timeout' })).toEqual([]);
  expect(found({ min_ms: 50 })).toEqual([3, 2]);
  expect(found({ min_ms: 50, failed: false })).toEqual([3]);
});

test('a reader that catches up gets a slow request that ended late too', () => {
  const { log, start, take } = openTrafficLog();
  const slow = start();
  take(1);
  const seen = log.page({ limit: 200 }).requests[0]?.seq;
  expect(seen).toBe(2);
  slow.end(SUCCESS);
  take(1);
  expect(seqs(log.page({ limit: 200, after: 2 }).requests)).toEqual([3, 1]);
  expect(seqs(log.page({ limit: 200, after: 3 }).requests)).toEqual([]);
  expect(seqs(log.page({ limit: 200, after: 0 }).requests)).toEqual([3, 1, 2]);
});

test('as many requests are kept as the setting says, also after it is changed', () => {
  const { log, settings, take } = openTrafficLog({ recentRequests: 3 });
  const kept = () => seqs(log.page({ limit: 200 }).requests);
  for (let call = 0; call < 5; call++) take(1);
  expect(kept()).toEqual([5, 4, 3]);
  settings.recentRequests = 5;
  for (let call = 0; call < 4; call++) take(1);
  expect(kept()).toEqual([9, 8, 7, 6, 5]);
  settings.recentRequests = 2;
  take(1);
  expect(kept()).toEqual([10, 9]);
  settings.recentRequests = 0;
  take(1);
  expect(kept()).toEqual([]);
  settings.recentRequests = 1;
  take(1);
  expect(kept()).toEqual([12]);
});

test('arguments are not even asked for unless recording them is switched on', () => {
  const { log, settings, take } = openTrafficLog();
  const asked = vi.fn(() => ({ path: '/a', api_token: 'abcdef', list: [{ Token: 1 }], at: 1.5, on: true }));
  take(1, { arguments: asked });
  expect(asked).not.toHaveBeenCalled();
  settings.recordArguments = true;
  take(1, { arguments: asked });
  const [recorded, before] = log.page({ limit: 2 }).requests;
  expect(before?.arguments).toBeNull();
  expect(recorded?.arguments).toEqual({
    path: '/a',
    api_token: '•••',
    list: [{ Token: '•••' }],
    at: 1.5,
    on: true,
  });
});

test('what looks secret inside of recorded texts is masked too, also where the text is cut', () => {
  const { log, take } = openTrafficLog({ recordArguments: true });
  const long = 'x'.repeat(950);
  take(1, {
    arguments: () => ({
      url: 'http://bob:hunter2@host/a?api_key=k-123&token=t-456&page=2',
      list: ['postgres://bob:hunter2@db/x'],
      note: 'a plain text: x=1, http://host:80/a?q=1',
      cut: `${long} http://bob:${'hunter2'.repeat(9)}@host`,
      'http://bob:hunter2@host': 1,
    }),
  });
  const kept = log.page({ limit: 1 }).requests[0]?.arguments;
  expect(kept).toMatchObject({
    url: 'http://bob:•••@host/a?api_key=•••&token=•••&page=2',
    list: ['postgres://bob:•••@db/x'],
    note: 'a plain text: x=1, http://host:80/a?q=1',
    cut: `${long} http://bob:•••@host`,
  });
  expect(JSON.stringify(kept)).not.toContain('hunter');
});

test('of huge arguments, names and messages only a part is kept', () => {
  const { log, take } = openTrafficLog({ recordArguments: true });
  const huge = 'x'.repeat(1_000_000);
  const nested: Record<string, unknown> = {};
  let inner = nested;
  for (let depth = 0; depth < 5000; depth++) {
    const next = {};
    inner['in'] = next;
    inner = next;
  }
  take(
    1,
    {
      client: huge,
      method: huge,
      target: huge,
      arguments: () => ({
        text: huge,
        nested,
        many: Array.from({ length: 100_000 }, (_, at) => at),
        [huge]: 1,
      }),
    },
    { ...FAILURE, error: { class: 'protocol', severity: 'error', code: -32603, message: huge } },
  );
  const { requests } = log.page({ limit: 1 });
  expect(JSON.stringify(requests).length).toBeLessThan(12_000);
  expect(requests[0]?.arguments).toMatchObject({ text: `${'x'.repeat(1000)}…` });
});

test('who watches is told every quarter of a second, of a flood the newest 200', () => {
  const { log, clock, take } = openTrafficLog();
  const batches: number[][] = [];
  const end = log.subscribe((records) => batches.push(seqs(records)));
  take(1);
  take(1);
  expect(batches).toEqual([]);
  clock.advance(250);
  expect(batches).toEqual([[1, 2]]);
  for (let call = 0; call < 1234; call++) take(0);
  clock.advance(250);
  expect(batches[1]).toEqual(Array.from({ length: 200 }, (_, at) => 1237 - 200 + at));
  take(1);
  end();
  expect(clock.pendingTimers).toBe(0);
  clock.advance(1000);
  expect(batches).toHaveLength(2);
});

test('nobody is told of what came before, and no timer stays after the end', () => {
  const { log, clock, take } = openTrafficLog();
  const first: number[] = [];
  const second: number[] = [];
  log.subscribe((records) => first.push(...seqs(records)));
  take(1);
  log.subscribe((records) => second.push(...seqs(records)));
  take(1);
  clock.advance(250);
  expect([first, second]).toEqual([[1, 2], [2]]);
  take(1);
  log.close();
  expect(clock.pendingTimers).toBe(0);
});
