import { expect, test } from 'vitest';
import { fixture } from '../harness/fixture.ts';
import { makeHome } from '../harness/home.ts';
import { until } from '../harness/until.ts';
import { callTool, openSupervision } from './open-supervision.ts';

const READ = { method: 'resources/read', params: { uri: 'test://note' }, timeoutMs: 60_000 };

test('a request in flight outlives an edit of what its server is started with; what comes meanwhile waits for the new process', async () => {
  const home = await makeHome();
  const NOTES = `${home.folder}/notes`;
  const slow = (settings: object) => ({
    slow: fixture('does-as-told', { env: { NOTES, READ_MS: '1500', ...settings } }),
  });
  const { upstream, configure, supervision } = await openSupervision(slow({}), { home });
  const server = upstream('slow');
  await until('it is ready', () => server.isReady);
  const before = supervision.views()[0]?.pid;
  const read = server.request(READ);
  await until('the server works on it', () => supervision.views()[0]?.in_flight === 1);
  await configure(slow({ NEW: 'yes' }));
  const after = callTool(server, 'who');
  expect(await read).toMatchObject({ kind: 'answered', answer: { kind: 'result' } });
  expect(await after).toBe(supervision.views()[0]?.pid);
  expect(await after).not.toBe(before);
});

test('a request that does not end holds a change up no longer than operations.drain', async () => {
  const home = await makeHome();
  const env = { NOTES: `${home.folder}/notes`, READ_MS: '600000' };
  const beside = { operations: { drain: '300ms' } };
  const { upstream, configure } = await openSupervision(
    { slow: fixture('does-as-told', { env }) },
    { home, beside },
  );
  const server = upstream('slow');
  await until('it is ready', () => server.isReady);
  const read = server.request(READ);
  await configure({ slow: fixture('does-as-told', { env: { ...env, READ_MS: '0' } }) }, beside);
  expect(await read).toMatchObject({ kind: 'unavailable' });
});
