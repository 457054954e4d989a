import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Alert, AlertState } from '#contract/alert.ts';
import { ProblemError } from '#contract/problem.ts';
import type { Door } from '../../../main/engine/http/door.ts';
import { type HttpServer, startHttp } from '../../../main/engine/http/http.ts';
import { fakeAlert } from '../../fakes/alert.ts';
import { fakeServerView } from '../../fakes/server-view.ts';

const ALERTS: readonly Alert[] = [
  fakeAlert({ id: 'cpu' }),
  fakeAlert({ id: 'soon', state: 'pending' }),
  fakeAlert({ id: 'seen', state: 'acknowledged', server: 'files' }),
  fakeAlert({ id: 'disk', server: null, rule: 'disk_space' }),
];
const OVER = fakeAlert({ id: 'over', state: 'resolved' });

const calls: { readonly name: string; readonly input: unknown }[] = [];
const door = {
  snapshot: () => ({ servers: [fakeServerView('github'), fakeServerView('files')] }),
  async call(name: string, input: { readonly states?: readonly AlertState[] }) {
    calls.push({ name, input });
    switch (name) {
      case 'alerts':
        return { alerts: ALERTS, firing: 2, worst: 'warning', paused_until: null, quiet_hours: false };
      case 'alert-history':
        return { alerts: [OVER, ...ALERTS].filter(({ state }) => input.states?.includes(state)) };
      case 'clear-alerts':
        return { cleared: 2 };
      default:
        throw new ProblemError('internal', `not made up: ${name}`);
    }
  },
} as unknown as Door;

let http: HttpServer;
beforeEach(async () => {
  calls.length = 0;
  http = await startHttp({ host: '127.0.0.1', port: 0, token: 'secret', windowFolder: null, door });
});
afterEach(() => http.close());

async function ask(path: string, method = 'GET', token = 'secret') {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(new URL(path, http.url), { method, headers });
  return { status: response.status, body: (await response.json()) as { alerts?: Alert[]; code?: string } };
}

const idsOf = ({ body }: Awaited<ReturnType<typeof ask>>) => body.alerts?.map(({ id }) => id);

test('what is open is told, of all or of one server, and nothing that may never fire', async () => {
  expect(idsOf(await ask('alerts'))).toEqual(['cpu', 'seen', 'disk']);
  const { status, body } = await ask('servers/github/alerts');
  expect(status).toBe(200);
  expect(body.alerts).toEqual([fakeAlert({ id: 'cpu' })]);
});

test('states may be chosen, also what is over', async () => {
  expect(idsOf(await ask('servers/github/alerts?state=pending,firing'))).toEqual(['cpu', 'soon']);
  expect(idsOf(await ask('alerts?state=resolved'))).toEqual(['over']);
  const { status, body } = await ask('alerts?state=burning');
  expect([status, body.code]).toEqual([400, 'bad-input']);
});

test('the alerts of a server can be cleared', async () => {
  expect((await ask('servers/github/alerts', 'DELETE')).body).toEqual({ cleared: 2 });
  expect(calls).toEqual([{ name: 'clear-alerts', input: { server: 'github' } }]);
});

test('a server that is not there has none, and whoever has no token is told nothing', async () => {
  expect((await ask('servers/nobody/alerts')).body.code).toBe('unknown-server');
  expect((await ask('servers/nobody/alerts', 'DELETE')).status).toBe(404);
  expect((await ask('alerts', 'GET', 'wrong')).status).toBe(401);
  expect((await ask('servers/github/alerts', 'DELETE', 'wrong')).status).toBe(401);
});
