// A client as the conformance suite wants one: its last argument is the URL of a server that the suite plays. Gives that
// URL to an engine of its own and reaches it through `signalbox connect`, so that what is judged is the way between.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

const SIGNALBOX = fileURLToPath(new URL('../../../main/cli/signalbox.js', import.meta.url));
const revision = process.env.MCP_CONFORMANCE_PROTOCOL_VERSION ?? '2025-11-25';
const { toolCalls } = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}');
const url = process.argv.at(-1);

const home = await mkdtemp(join(tmpdir(), 'signalbox-judged-'));
const env = { ...process.env, SIGNALBOX_HOME: home };
const config = join(home, 'servers.json');
await writeFile(config, JSON.stringify({ mcpServers: { judge: { url } } }));
const engine = spawn(process.execPath, [SIGNALBOX, 'serve', '--json', '--port', '0', '--config', config], {
  env,
  stdio: ['ignore', 'pipe', 'inherit'],
});
const engineEnded = new Promise((resolve) => engine.once('exit', resolve));
process.once('SIGTERM', () => engine.kill('SIGTERM'));

try {
  await new Promise((resolve, reject) => {
    createInterface(engine.stdout).once('line', resolve);
    engine.once('exit', (code) => reject(new Error(`the engine ended with ${code}`)));
  });
  await play();
} finally {
  engine.kill('SIGTERM');
  await engineEnded;
  await rm(home, { recursive: true, force: true });
}

async function play() {
  const client = new Client(
    { name: 'judged-through-connect', version: '1.0.0' },
    {
      capabilities: { elicitation: { form: { applyDefaults: true } }, sampling: {}, roots: {} },
      versionNegotiation: { mode: revision === '2026-07-28' ? { pin: revision } : 'legacy' },
    },
  );
  client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: {} }));
  client.setRequestHandler('roots/list', () => ({ roots: [] }));
  const args = [SIGNALBOX, 'connect', 'judge'];
  await client.connect(new StdioClientTransport({ command: process.execPath, args, env }));
  try {
    await callTools(client);
    await readRest(client);
  } finally {
    await client.close();
  }
}

async function callTools(client) {
  const { tools } = await client.listTools();
  const schemaEcho = tools.find(({ name }) => name === 'json_schema_echo');
  if (schemaEcho !== undefined) {
    const schema = tools.find(({ name }) => name !== 'json_schema_echo')?.inputSchema;
    await client.callTool({ name: 'json_schema_echo', arguments: { schema } });
    return;
  }
  const calls = toolCalls ?? tools.map((tool) => ({ name: tool.name, arguments: argumentsFor(tool) }));
  // At once, so that the suite sees whether one round of questions gets into another. A tool may answer with an error.
  await Promise.allSettled(calls.map((call) => client.callTool(call)));
}

async function readRest(client) {
  const { resources = {}, prompts = {} } = {
    resources: client.getServerCapabilities()?.resources && (await client.listResources()),
    prompts: client.getServerCapabilities()?.prompts && (await client.listPrompts()),
  };
  for (const { uri } of resources.resources ?? []) await client.readResource({ uri });
  for (const { name } of prompts.prompts ?? []) await client.getPrompt({ name });
}

function argumentsFor({ inputSchema: { properties = {} } }) {
  const values = { number: 5, integer: 5, boolean: true, string: 'something', object: {}, array: [] };
  return Object.fromEntries(Object.entries(properties).map(([name, { type }]) => [name, values[type]]));
}
