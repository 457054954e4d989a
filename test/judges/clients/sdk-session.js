// One session of an SDK client, told by its argument (JSON):
//   { sdk: 'v1' | 'v2', mode: 'legacy' | 'auto' | 'modern', url | command + args, asks: [...] }
// Prints what came of each thing it was asked to do, as one line of JSON; a thing that failed as { failed: reason }.
import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 60_000;
const { sdk, mode, url, command, args, asks } = JSON.parse(process.argv[2]);
const seen = { progress: [], elicited: 0, sampled: 0, toolsChanged: 0, updated: [] };

const { client, transport } = sdk === 'v1' ? await openV1() : await openV2();
await client.connect(transport);
const said = {};
for (const ask of asks) {
  said[ask.as] = await act(ask).catch((error) => ({ failed: error.message, code: error.code }));
}
const era = sdk === 'v1' ? 'legacy' : client.getProtocolEra();
await client.close();
console.log(JSON.stringify({ era, said }));

async function openV1() {
  const { Client } = await import('@modelcontextprotocol/sdk/client/index.js');
  const types = await import('@modelcontextprotocol/sdk/types.js');
  const { StdioClientTransport } = await import('@modelcontextprotocol/sdk/client/stdio.js');
  const { StreamableHTTPClientTransport } = await import(
    '@modelcontextprotocol/sdk/client/streamableHttp.js'
  );
  const made = new Client(
    { name: 'sdk-v1', version: '1.0.0' },
    { capabilities: { elicitation: {}, sampling: {} } },
  );
  made.setRequestHandler(types.ElicitRequestSchema, elicit);
  made.setRequestHandler(types.CreateMessageRequestSchema, sample);
  made.setNotificationHandler(types.ToolListChangedNotificationSchema, toolsChanged);
  made.setNotificationHandler(types.ResourceUpdatedNotificationSchema, updated);
  const to =
    url === undefined
      ? new StdioClientTransport({ command, args, env: process.env, stderr: 'inherit' })
      : new StreamableHTTPClientTransport(new URL(url));
  return { client: made, transport: to };
}

async function openV2() {
  const { Client, StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client');
  const { StdioClientTransport } = await import('@modelcontextprotocol/client/stdio');
  const made = new Client(
    { name: 'sdk-v2', version: '1.0.0' },
    {
      capabilities: { elicitation: { form: {} }, sampling: {} },
      versionNegotiation: { mode: mode === 'modern' ? { pin: '2026-07-28' } : mode },
      listChanged: { tools: { autoRefresh: false, debounceMs: 0, onChanged: toolsChanged } },
    },
  );
  made.setRequestHandler('elicitation/create', elicit);
  made.setRequestHandler('sampling/createMessage', sample);
  made.setNotificationHandler('notifications/resources/updated', updated);
  const to =
    url === undefined
      ? new StdioClientTransport({ command, args, env: process.env, stderr: 'inherit' })
      : new StreamableHTTPClientTransport(new URL(url));
  return { client: made, transport: to };
}

function elicit() {
  seen.elicited += 1;
  return { action: 'accept', content: { username: 'ada', email: 'ada@example.com' } };
}

function sample() {
  seen.sampled += 1;
  return { role: 'assistant', content: { type: 'text', text: 'sampled' }, model: 'none' };
}

function toolsChanged() {
  seen.toolsChanged += 1;
}

function updated({ params }) {
  seen.updated.push(params.uri);
}

/** @param {{ do: string, tool?: string, arguments?: object, uri?: string, counter?: string }} ask */
async function act(ask) {
  switch (ask.do) {
    case 'list':
      return (await client.listTools()).tools.map(({ name }) => name);
    case 'call':
      return (await call(ask)).content?.[0]?.text;
    case 'progress': {
      await call(ask, { onprogress: ({ progress }) => seen.progress.push(progress) });
      return seen.progress;
    }
    case 'cancel': {
      const controller = new AbortController();
      const called = call(ask, { signal: controller.signal });
      await sleep(300);
      controller.abort('changed my mind');
      const answered = await called.then(
        () => true,
        () => false,
      );
      const isTold = await until(async () => Number((await call({ tool: ask.counter })).content[0].text) > 0);
      return { answered, isTold };
    }
    case 'elicit':
      return { text: (await call(ask)).content?.[0]?.text, asked: seen.elicited };
    case 'sample':
      return { text: (await call(ask)).content?.[0]?.text, asked: seen.sampled };
    case 'tools-changed':
      await call(ask);
      return until(() => seen.toolsChanged > 0);
    case 'subscribe':
      if (client.getProtocolEra?.() === 'modern') {
        await client.listen({ resourceSubscriptions: [ask.uri] });
      } else await client.subscribeResource({ uri: ask.uri });
      await call(ask);
      return until(() => seen.updated.includes(ask.uri));
    default:
      throw new Error(`cannot ${ask.do}`);
  }
}

function call({ tool, arguments: input = {} }, options = {}) {
  const params = { name: tool, arguments: input };
  return sdk === 'v1'
    ? client.callTool(params, undefined, { timeout: LIMIT_MS, ...options })
    : client.callTool(params, { timeout: LIMIT_MS, ...options });
}

async function until(isTrue) {
  const deadline = performance.now() + LIMIT_MS / 2;
  while (performance.now() < deadline) {
    if (await isTrue()) return true;
    await sleep(20);
  }
  return false;
}
