import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import type { RankingSettings } from '#engine/configuration/configuration.ts';
import type { OfferedTool } from '#engine/gateway/admin/admin-server.ts';
import { type OpenAdmin, openAdmin } from '../../unit/gateway/admin/open-admin.ts';

const KEY = 'sk-very-secret-key';

const tools: OfferedTool[] = ['files__read_file', 'web__fetch', 'memory__search'].map((name) => ({
  name,
  server: name.split('__')[0] ?? '',
  title: null,
  description: `What ${name} does`,
  schema: { type: 'object' },
}));

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** An endpoint that answers as the test says, and what it was asked. */
async function endpoint(answer: RequestListener): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    asked.push({
      path: request.url ?? '',
      headers: request.headers,
      body: text === '' ? {} : JSON.parse(text),
    });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function openWith(ranking: Partial<RankingSettings> & { url: string }): OpenAdmin {
  const admin = openAdmin({ tools });
  admin.settings.ranking = { kind: 'openai', model: 'small', key: KEY, ...ranking };
  return admin;
}

const openAi =
  (content: string): RequestListener =>
  (_request, response) =>
    response.end(JSON.stringify({ choices: [{ message: { role: 'assistant', content } }] }));

test('an OpenAI-compatible endpoint picks the tools, and gets names and descriptions to pick from', async () => {
  const { url, asked } = await endpoint(openAi('{"tools":["web__fetch","no_such_tool","memory__search"]}'));
  const { use, narrowed } = openWith({ url });
  const { structuredContent } = await use('analyze_prompt', { prompt: 'read the news', max_tools: 2 });
  expect(structuredContent).toMatchObject({
    method: 'model',
    note: null,
    tools: [{ name: 'web__fetch', score: null }, { name: 'memory__search' }],
  });
  expect(narrowed).toEqual([['web__fetch', 'memory__search']]);
  expect(asked).toMatchObject([
    {
      path: '/v1/chat/completions',
      headers: { authorization: `Bearer ${KEY}` },
      body: { model: 'small', response_format: { type: 'json_object' } },
    },
  ]);
  expect(JSON.stringify(asked[0]?.body)).toContain('What web__fetch does');
  expect(JSON.stringify(asked[0]?.body)).toContain('read the news');
});

test('a base address with a version in it, and an answer in a fence, are understood too', async () => {
  const { url, asked } = await endpoint(openAi('Here:\n```json\n{"tools": ["web__fetch"]}\n```'));
  const { structuredContent } = await openWith({ url: `${url}/api/v1/`, key: '' }).use('analyze_prompt', {
    prompt: 'read',
  });
  expect(structuredContent).toMatchObject({ method: 'model', tools: [{ name: 'web__fetch' }] });
  expect(asked[0]?.path).toBe('/api/v1/chat/completions');
  expect(asked[0]?.headers.authorization).toBeUndefined();
});

test('Gemini is asked in its own form', async () => {
  const text = '{"tools":["files__read_file"]}';
  const { url, asked } = await endpoint((_request, response) =>
    response.end(JSON.stringify({ candidates: [{ content: { parts: [{ text }] } }] })),
  );
  const { structuredContent } = await openWith({ url, kind: 'gemini', model: 'gemini-x' }).use(
    'analyze_prompt',
    {
      prompt: 'read',
    },
  );
  expect(structuredContent).toMatchObject({ method: 'model', tools: [{ name: 'files__read_file' }] });
  expect(asked).toMatchObject([
    { path: '/v1beta/models/gemini-x:generateContent', headers: { 'x-goog-api-key': KEY } },
  ]);
});

const refuses: RequestListener = (_request, response) =>
  response.writeHead(401).end(`the key ${KEY} is wrong`);
const redirects: RequestListener = (request, response) =>
  response.writeHead(request.url?.startsWith('/elsewhere') ? 200 : 307, { location: '/elsewhere' }).end();
const babbles: RequestListener = (_request, response) => {
  response.on('error', () => {});
  response.end('x'.repeat(2 * 1024 * 1024));
};

test.each<[string, RequestListener, string]>([
  ['refuses the key', refuses, 'it answered with status 401'],
  ['answers with something else', (_request, response) => response.end('<html>'), 'not of the form'],
  ['names no tool of ours', openAi('{"tools":["rm"]}'), 'names none of the tools'],
  ['says no names', openAi('I would not know'), 'not of the form'],
  ['answers without end', babbles, 'longer than 1 MiB'],
  ['sends the key elsewhere', redirects, "can't be reached"],
  ['hangs up', (request) => request.socket.destroy(), "can't be reached"],
])(
  'where the endpoint %s, words rank the tools, and the answer says so without the key',
  async (_how, answer, why) => {
    const { url, asked } = await endpoint(answer);
    const result = await openWith({ url }).use('analyze_prompt', { prompt: 'read a file' });
    expect(result.structuredContent).toMatchObject({ method: 'words', narrowed: true });
    expect(result.content[0]?.text).toContain('tools fit: files__read_file');
    expect(result.structuredContent?.['note']).toContain(why);
    expect(JSON.stringify(result)).not.toContain(KEY);
    expect(asked.map(({ path }) => path)).not.toContain('/elsewhere');
  },
);

test('a key that no header can hold is not told either', async () => {
  const { url } = await endpoint(openAi('{}'));
  const result = await openWith({ url, key: `${KEY}\nX-Evil: 1` }).use('analyze_prompt', {
    prompt: 'read a file',
  });
  expect(result.structuredContent).toMatchObject({ method: 'words' });
  expect(JSON.stringify(result)).not.toContain(KEY);
});

test('an endpoint that gives no answer is waited for 20 s', async () => {
  const { url, asked } = await endpoint(() => {});
  const { use, clock } = openWith({ url });
  const answer = use('analyze_prompt', { prompt: 'read a file' });
  await vi.waitFor(() => expect(asked).toHaveLength(1), { timeout: 30_000 });
  clock.advance(20_000);
  const { structuredContent } = await answer;
  expect(structuredContent).toMatchObject({ method: 'words', note: expect.stringContaining('within 20 s') });
  expect(clock.pendingTimers).toBe(0);
});
