import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HistoryFilter, LifecycleEvent } from '#contract/history.ts';
import { ProblemError } from '#contract/problem.ts';
import type { Door } from '../../../main/engine/http/door.ts';
import { type HttpServer, startHttp } from '../../../main/engine/http/http.ts';
import { fakeServerView } from '../../fakes/server-view.ts';

const TOTAL = 1_234;
let http: HttpServer;
/** Filters that the engine was asked with, oldest first. */
let asked: HistoryFilter[];

function event(id: number): LifecycleEvent {
  return {
    id,
    at: '2026-11-21T10:00:00.000Z',
    server: 'alpha',
    instance: 1,
    run: 3,
    from: 'ready',
    to: 'backing-off',
    code: 'exited',
    reason: 'alpha exited with code 1: "no, thanks"',
    pid: 42,
    exit_code: 1,
    signal: null,
    next_start_ms: 312.5,
  };
}

/** An engine with one server and a history of {@link TOTAL} events. */
const door = {
  snapshot: () => ({ servers: [fakeServerView('alpha'), fakeServerView('b c')] }),
  async call(name: string, input: HistoryFilter) {
    if (name === 'server') {
      const processes = [{ server: 'alpha', pid: 42 }];
      return {
        server: fakeServerView('alpha'),
        environment: [],
        working_folder: '/srv',
        settings: {},
        events: [],
        processes,
      };
    }
    if (input.server === 'nobody')
      throw new ProblemError('unknown-server', 'there is no server named nobody');
    asked.push(input);
    const { before = TOTAL + 1, limit = 200 } = input;
    const count = Math.min(limit, before - 1);
    return { events: Array.from({ length: count }, (_, index) => event(before - 1 - index)) };
  },
} as unknown as Door;

beforeEach(async () => {
  asked = [];
  http = await startHttp({ host: '127.0.0.1', port: 0, token: 't', windowFolder: null, door });
});
afterEach(() => http.close());

const get = (path: string) => fetch(new URL(path, http.url), { headers: { authorization: 'Bearer t' } });

describe('the history over HTTP', () => {
  it('is a page of JSON, with limit and before', async () => {
    const response = await get('servers/alpha/history?limit=2&before=9');
    expect(await response.json()).toEqual({ events: [event(8), event(7)] });
    expect(asked).toEqual([{ server: 'alpha', limit: 2, before: 9 }]);
    expect(await (await get('history')).json()).toMatchObject({ events: { length: 200 } });
    expect(asked[1]).toEqual({});
  });

  it('is a download of all events, read page by page', async () => {
    const response = await get('servers/alpha/history?format=ndjson');
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename="signalbox-history-alpha.ndjson"',
    );
    const ids = (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).id);
    expect(ids).toEqual(Array.from({ length: TOTAL }, (_, index) => TOTAL - index));
    expect(asked.every(({ server, limit }) => server === 'alpha' && (limit ?? 0) <= 500)).toBe(true);
  });

  it('is CSV that a spreadsheet reads, at most as many events as were asked for', async () => {
    const response = await get('history?format=csv&limit=501');
    expect(response.headers.get('content-type')).toMatch(/^text\/csv/);
    const [header, first, ...rest] = (await response.text()).trimEnd().split('\r\n');
    expect(header).toBe('id,at,server,instance,run,from,to,code,reason,pid,exit_code,signal,next_start_ms');
    expect(first).toBe(
      `${TOTAL},2026-11-21T10:00:00.000Z,alpha,1,3,ready,backing-off,exited,"alpha exited with code 1: ""no, thanks""",42,1,,312.5`,
    );
    expect(rest).toHaveLength(500);
    expect(asked.map(({ limit }) => limit)).toEqual([500, 1]);
  });

  it('has a file name without anything that a header or a shell would read', async () => {
    const response = await get('servers/b%20c/history?format=csv&limit=1');
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename="signalbox-history-b_c.csv"',
    );
  });

  it('refuses an unknown format and an unknown server', async () => {
    const format = await get('history?format=xml');
    expect(format.status).toBe(400);
    expect(await format.json()).toMatchObject({ message: expect.stringContaining('json, csv, ndjson') });
    expect((await get('servers/nobody/history?format=csv')).status).toBe(404);
    expect((await fetch(new URL('history', http.url))).status).toBe(401);
  });
});

describe('one server over HTTP', () => {
  it('is what the list says of it, with what its page shows', async () => {
    expect(await (await get('servers/alpha')).json()).toEqual({
      ...fakeServerView('alpha'),
      environment: [],
      working_folder: '/srv',
      settings: {},
      events: [],
    });
  });

  it('has its processes at a route of their own', async () => {
    expect(await (await get('servers/alpha/processes')).json()).toEqual({
      processes: [{ server: 'alpha', pid: 42 }],
    });
    expect((await get('servers/nobody/processes')).status).toBe(404);
  });
});
