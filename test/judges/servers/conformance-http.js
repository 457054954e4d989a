// The same server over the SDK's own HTTP: what fails here is no fault of a gateway. Prints its URL.
import { randomUUID } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import {
  localhostHostValidation,
  localhostOriginValidation,
  NodeStreamableHTTPServerTransport,
  toNodeHandler,
} from '@modelcontextprotocol/node';
import { createMcpHandler, isLegacyRequest } from '@modelcontextprotocol/server';
import { createServer } from './conformance/create-server.js';

const isHostAllowed = localhostHostValidation();
const isOriginAllowed = localhostOriginValidation();
/** Transports of legacy sessions by their id. */
const sessions = new Map();

const modern = createMcpHandler(({ era }) => createServer(era, tellChange), { legacy: 'reject' });
const answerModern = toNodeHandler(modern);

function tellChange(kind) {
  if (kind === 'tools') modern.notify.toolsChanged();
  else modern.notify.promptsChanged();
}

/** Keeps what a stream carried, so that a client can take it up again. */
function createEventStore() {
  const events = [];
  return {
    async storeEvent(streamId, message) {
      return `${streamId}_${events.push({ streamId, message })}`;
    },
    async replayEventsAfter(lastEventId, { send }) {
      const at = lastEventId.lastIndexOf('_');
      const streamId = lastEventId.slice(0, at);
      for (const [index, event] of events.entries()) {
        const isLater = event.streamId === streamId && index >= Number(lastEventId.slice(at + 1));
        if (isLater && event.message.jsonrpc !== undefined) {
          await send(`${streamId}_${index + 1}`, event.message);
        }
      }
      return streamId;
    },
  };
}

async function openSession() {
  const transport = new NodeStreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    eventStore: createEventStore(),
    retryInterval: 100,
    onsessioninitialized: (id) => void sessions.set(id, transport),
  });
  await createServer('legacy').connect(transport);
  return transport;
}

async function read(req) {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}

async function answer(req, res) {
  if (!isHostAllowed(req, res) || !isOriginAllowed(req, res)) return;
  const body = req.method === 'POST' ? await read(req) : undefined;
  const asRequest = new Request(`http://localhost${req.url}`, {
    method: req.method,
    headers: Object.entries(req.headers).map(([name, value]) => [name, String(value)]),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const isLegacy = req.method !== 'POST' || (await isLegacyRequest(asRequest, body));
  if (!isLegacy) {
    await answerModern(req, res, body);
    return;
  }
  const known = sessions.get(req.headers['mcp-session-id']);
  if (known === undefined && body?.method !== 'initialize') {
    res.writeHead(req.headers['mcp-session-id'] === undefined ? 400 : 404).end();
    return;
  }
  await (known ?? (await openSession())).handleRequest(req, res, body);
}

const server = createHttpServer((req, res) => {
  answer(req, res).catch((error) => {
    console.error(error);
    if (!res.headersSent) res.writeHead(500);
    res.end();
  });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/mcp`));
process.once('SIGTERM', () => process.exit(0));
