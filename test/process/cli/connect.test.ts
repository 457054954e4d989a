import { mkdir, writeFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import {
  CAPABILITIES,
  type Pipe,
  type PipeEngine,
  type Rpc,
  startPipeEngine,
} from '../../fakes/pipe-engine.ts';
import { echo, initialize, startClient } from '../harness/connect-client.ts';
import { type Home, makeHome } from '../harness/home.ts';
import { until } from '../harness/until.ts';

async function pipeEngine(
  home: Home,
  script: Parameters<typeof startPipeEngine>[1] = {},
): Promise<PipeEngine> {
  const engine = await startPipeEngine(home.places, script);
  onTestFinished(() => engine.stop());
  return engine;
}

const lastPipe = (engine: PipeEngine): Promise<Pipe> =>
  until('somebody connects', () => engine.pipes.at(-1) ?? undefined);

test('a client initializes, calls and leaves through one pipe, which has its server, label and token', async () => {
  const home = await makeHome();
  const engine = await pipeEngine(home);
  const client = startClient(home, ['my server', '--client', 'claude code']);
  client.say(initialize, { method: 'notifications/initialized' }, echo(1, 'zwölf\n'));
  expect(await client.answerTo(0)).toMatchObject({ result: { capabilities: CAPABILITIES } });
  expect(await client.answerTo(1)).toMatchObject({ result: { content: [{ text: 'zwölf\n' }] } });
  client.child.stdin.end();
  expect(await client.ended).toBe(0);
  expect(client.stderr()).toBe('');
  expect(client.heard()).toHaveLength(2);
  expect(engine.pipes).toHaveLength(1);
  expect(engine.pipes[0]).toMatchObject({
    url: '/mcp/my%20server/pipe',
    headers: { authorization: 'Bearer engine-token', 'x-signalbox-client': 'claude code' },
  });
});

test('--all and SIGNALBOX_TOKEN reach all servers with the client’s own token', async () => {
  const home = await makeHome();
  const engine = await pipeEngine(home);
  const client = startClient(home, ['--all'], { SIGNALBOX_TOKEN: 'sbc_own' });
  client.say(initialize);
  await client.answerTo(0);
  expect(engine.pipes[0]).toMatchObject({ url: '/mcp/pipe', headers: { authorization: 'Bearer sbc_own' } });
});

test('what the engine refuses is told to the client and on stderr', async () => {
  const home = await makeHome();
  const message = 'There is no server named memori. Did you mean memory?';
  await pipeEngine(home, { refuse: { status: 404, body: { code: 'unknown-server', message } } });
  const client = startClient(home, ['memori']);
  client.say(initialize);
  expect(await client.answerTo(0)).toMatchObject({ error: { code: -31_022, message } });
  expect(await client.ended).toBe(1);
  expect(client.stderr()).toBe(`signalbox connect: ${message}\n`);
});

test('without an engine, and none to be started, the client is told so', async () => {
  const home = await makeHome();
  const client = startClient(home, ['memory', '--no-start']);
  client.say(initialize);
  expect(await client.answerTo(0)).toMatchObject({ error: { data: { reason: 'no-engine' } } });
  expect(await client.ended).toBe(3);
});

test('an engine that can not start is told to the client with the last it said', async () => {
  const home = await makeHome();
  await mkdir(home.places.databaseFile, { recursive: true });
  const client = startClient(home, ['memory']);
  client.say(initialize);
  const { error } = await client.answerTo(0);
  expect(error).toMatchObject({
    message: expect.stringMatching(/engine that was started ended with code 1: .+/),
  });
  expect(await client.ended).toBe(3);
});

test('a session goes on with another engine on another port: set up again, safe requests answered, calls told', async () => {
  const home = await makeHome();
  const silent = (message: Rpc): boolean => message.id === 'list' || message.id === 'call';
  const first = await pipeEngine(home, { onMessage: silent });
  const client = startClient(home, ['memory']);
  client.say(initialize, { method: 'notifications/initialized' });
  client.say({ id: 1, method: 'resources/subscribe', params: { uri: 'a:kept' } });
  client.say({ id: 2, method: 'resources/subscribe', params: { uri: 'a:dropped' } });
  client.say({ id: 3, method: 'resources/unsubscribe', params: { uri: 'a:dropped' } });
  client.say({ id: 4, method: 'logging/setLevel', params: { level: 'warning' } });
  await client.answerTo(4);
  client.say({ id: 'list', method: 'tools/list' }, { ...echo(0, ''), id: 'call' });
  const old = await lastPipe(first);
  await until('both requests are there', () => old.said.some(({ id }) => id === 'call'));
  old.send({ id: 7, method: 'roots/list' });
  const { id: asked = '' } = await client.hears(
    'the server’s request',
    ({ method }) => method === 'roots/list',
  );

  await first.stop();
  expect(await client.answerTo('call')).toMatchObject({
    error: { code: -31_020, data: { reason: 'engine-restarted' } },
  });
  await client.hears(
    'the cancellation of what the server had asked',
    ({ method, params }) => method === 'notifications/cancelled' && params?.['requestId'] === asked,
  );
  client.say(echo(5, 'meanwhile'), { id: asked, result: { roots: [] } });
  client.say({ id: 6, method: 'ping' });
  expect(await client.answerTo(6)).toEqual({ jsonrpc: '2.0', id: 6, result: {} });

  const second = await pipeEngine(home);
  expect(await client.answerTo('list')).toHaveProperty('result');
  expect(await client.answerTo(5)).toMatchObject({ result: { content: [{ text: 'meanwhile' }] } });
  const { said } = await lastPipe(second);
  expect(said.map(({ method, params }) => [method, params?.['uri'] ?? params?.['level']])).toEqual([
    ['initialize', undefined],
    ['notifications/initialized', undefined],
    ['logging/setLevel', 'warning'],
    ['resources/subscribe', 'a:kept'],
    ['tools/list', undefined],
    ['tools/call', undefined],
  ]);
  expect(said[0]?.params).toEqual(initialize.params);
  await client.hears('the news', ({ method }) => method === 'notifications/tools/list_changed');
  const ids = client.heard().flatMap(({ id, method }) => (method === undefined ? [id] : []));
  expect(ids).toEqual([...new Set(ids)]);
  client.child.stdin.end();
  expect(await client.ended).toBe(0);
});

test('SIGTERM ends it at once', async () => {
  const home = await makeHome();
  await pipeEngine(home);
  const client = startClient(home, ['memory']);
  client.say(initialize);
  await client.answerTo(0);
  client.child.kill('SIGTERM');
  expect(await client.ended).toBe('SIGTERM');
});

test('a client that closes its end of stdout is gone', async () => {
  const home = await makeHome();
  const engine = await pipeEngine(home);
  const client = startClient(home, ['memory']);
  client.say(initialize);
  await client.answerTo(0);
  client.child.stdout.destroy();
  (await lastPipe(engine)).send({ method: 'notifications/tools/list_changed' });
  expect(await client.ended).toBe(0);
});

test('megabytes pass both ways unharmed, in the order in which they were sent', async () => {
  const home = await makeHome();
  await writeFile(home.file, '{}');
  await pipeEngine(home);
  const client = startClient(home, ['memory']);
  client.say(initialize);
  const texts = Array.from({ length: 8 }, (_, index) => String(index).repeat(1_000_000));
  client.say(...texts.map((text, index) => echo(index + 1, text)));
  client.child.stdin.end();
  expect(await client.ended).toBe(0);
  const answers = client.heard().slice(1);
  expect(answers.map(({ id }) => id)).toEqual(texts.map((_, index) => index + 1));
  for (const [index, text] of texts.entries())
    expect(
      JSON.stringify(answers[index]?.result) === JSON.stringify({ content: [{ type: 'text', text }] }),
    ).toBe(true);
});
