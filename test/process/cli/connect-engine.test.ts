import { readFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { RuntimeFile } from '#contract/runtime-file.ts';
import { echo, initialize, startClient } from '../harness/connect-client.ts';
import { fixture } from '../harness/fixture.ts';
import { type Home, makeHome } from '../harness/home.ts';
import { isAlive } from '../harness/processes.ts';
import { serve } from '../harness/serve.ts';
import { until } from '../harness/until.ts';

async function runtimeOf(home: Home): Promise<RuntimeFile> {
  return JSON.parse(await readFile(home.places.runtimeFile, 'utf8')) as RuntimeFile;
}

/** Ends the engine that a `connect` has started, which outlives it. */
function endStartedEngine(home: Home): void {
  onTestFinished(async () => {
    const { pid } = await runtimeOf(home);
    process.kill(pid, 'SIGTERM');
    await until('the engine has ended', () => !isAlive(pid));
  });
}

const said = (text: string) => ({ result: { content: [{ type: 'text', text }] } });

test('ten clients that start together start one engine, and it outlives them', async () => {
  const home = await makeHome();
  await home.configure({ good: fixture('well-behaved') });
  endStartedEngine(home);
  const clients = Array.from({ length: 10 }, () => startClient(home, ['good']));
  for (const client of clients)
    client.say(initialize, { method: 'notifications/initialized' }, echo(1, 'hello'));
  for (const client of clients) expect(await client.answerTo(1)).toMatchObject(said('hello'));
  const { pid } = await runtimeOf(home);
  const engines = home.processes().filter(({ commandLine }) => commandLine.endsWith(' serve'));
  expect(engines.map((engine) => engine.pid)).toEqual([pid]);
  for (const client of clients) client.child.stdin.end();
  for (const client of clients) expect(await client.ended).toBe(0);
  expect(isAlive(pid)).toBe(true);
});

test('a client stays when the engine is killed and comes back: no initialize of its own, calls go on', async () => {
  const home = await makeHome();
  await home.configure({ good: fixture('well-behaved') });
  const first = await serve(home);
  await first.untilReady('good');
  // On a busy machine it might be quicker than the test to start another.
  const client = startClient(home, ['good', '--no-start']);
  client.say(initialize, { method: 'notifications/initialized' }, echo(1, 'before'));
  expect(await client.answerTo(1)).toMatchObject(said('before'));
  process.kill(first.pid, 'SIGKILL');
  await first.ended;
  client.say(echo(2, 'between'));
  await serve(home);
  expect(await client.answerTo(2)).toMatchObject(said('between'));
  client.say({ id: 3, method: 'tools/list' });
  expect(await client.answerTo(3)).toHaveProperty('result.tools');
  await client.hears('the news', ({ method }) => method === 'notifications/tools/list_changed');
});

test('a client that asks after the engine was ended gets another one', async () => {
  const home = await makeHome();
  await home.configure({ good: fixture('well-behaved') });
  const first = await serve(home);
  const client = startClient(home, ['--all']);
  client.say(initialize, { method: 'notifications/initialized' });
  await client.answerTo(0);
  await first.end();
  endStartedEngine(home);
  const call = {
    id: 1,
    method: 'tools/call',
    params: { name: 'good__echo', arguments: { message: 'again' } },
  };
  client.say(call);
  expect(await client.answerTo(1)).toMatchObject(said('again'));
});

test('a client of the modern era keeps its subscription across engines', async () => {
  const home = await makeHome();
  await home.configure({ good: fixture('well-behaved') });
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const first = await serve(home);
  await first.untilReady('good');
  // On a busy machine it might be quicker than the test to start another.
  const client = startClient(home, ['good', '--no-start']);
  const notifications = { toolsListChanged: true };
  client.say({ id: 'listen', method: 'subscriptions/listen', params: { notifications, _meta } });
  await client.hears('the acknowledgement', ({ method }) => method?.endsWith('acknowledged') === true);
  await first.end();
  await serve(home);
  await client.hears('the news', ({ method }) => method === 'notifications/tools/list_changed');
  client.say({ id: 1, method: 'tools/call', params: { name: 'echo', arguments: { message: 'on' }, _meta } });
  expect(await client.answerTo(1)).toMatchObject(said('on'));
  expect(client.heard().filter(({ method }) => method?.endsWith('acknowledged') === true)).toHaveLength(1);
  expect(client.heard().filter(({ id }) => id === 'listen')).toEqual([]);
});

test('a server that there is not is refused with the name that may have been meant', async () => {
  const home = await makeHome();
  await home.configure({ memory: fixture('well-behaved') });
  await serve(home);
  const client = startClient(home, ['memori']);
  client.say(initialize);
  expect(await client.answerTo(0)).toMatchObject({ error: { message: expect.stringContaining('memory') } });
  expect(await client.ended).toBe(1);
});
