// The least that a gateway over HTTP can be: passes each POST on to one server over stdio and its answer back. No
// sessions, no tokens, no checks, no figures: what it takes is the floor of what any gateway takes. Arguments: the
// server's script. Prints its port.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

const child = spawn(process.execPath, process.argv.slice(2), { stdio: ['pipe', 'pipe', 'ignore'] });
/** What waits for an answer, by the id that the server was given. */
const waiting = new Map();
let seq = 0;
let queue = [];

createInterface({ input: child.stdout, terminal: false }).on('line', (line) => {
  const message = JSON.parse(line);
  const waits = waiting.get(message.id);
  if (waits === undefined || message.method !== undefined) return;
  waiting.delete(message.id);
  const body = JSON.stringify({ ...message, id: waits.id });
  waits.response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...waits.headers,
  });
  waits.response.end(body);
});

const server = createServer((request, response) => {
  if (request.method !== 'POST') {
    response.writeHead(405).end();
    return;
  }
  let body = '';
  request.setEncoding('utf8').on('data', (part) => {
    body += part;
  });
  request.on('end', () => {
    const message = JSON.parse(body);
    if (message.id === undefined) {
      send(body);
      response.writeHead(202).end();
      return;
    }
    seq += 1;
    const headers = message.method === 'initialize' ? { 'mcp-session-id': randomUUID() } : {};
    waiting.set(seq, { id: message.id, response, headers });
    send(JSON.stringify({ ...message, id: seq }));
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));

/** What comes in one turn is written at once. */
function send(line) {
  queue.push(line);
  if (queue.length > 1) return;
  setImmediate(() => {
    child.stdin.write(`${queue.join('\n')}\n`);
    queue = [];
  });
}

process.once('SIGTERM', () => {
  child.kill();
  process.exit(0);
});
