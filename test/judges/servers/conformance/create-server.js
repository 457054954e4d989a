import { createRequestStateCodec, fromJsonSchema, McpServer } from '@modelcontextprotocol/server';
import { askingTools } from './asking-tools.js';
import { plainTools } from './plain-tools.js';
import { addPrompts, addResources } from './resources-and-prompts.js';
import { says } from './samples.js';

const HINT = { ttlMs: 60_000, cacheScope: 'public' };
const CACHED = ['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list', 'resources/read'];
const NO_INPUT = { type: 'object', properties: {} };

/**
 * The server that the conformance suite asks: everything its scenarios call for, by their names.
 * @param {'legacy' | 'modern'} era
 * @param {(kind: 'tools' | 'prompts') => void} [tellChange] where the server can't tell its clients of a change itself
 */
export function createServer(era, tellChange) {
  const state = createRequestStateCodec({ key: 'a key that is of no use to anybody else' });
  const server = new McpServer(
    { name: 'conformance-server', version: '1.0.0' },
    {
      capabilities: {
        tools: { listChanged: true },
        resources: { subscribe: true, listChanged: true },
        prompts: { listChanged: true },
        completions: {},
        logging: {},
      },
      cacheHints: Object.fromEntries(CACHED.map((method) => [method, HINT])),
      requestState: { verify: state.verify },
    },
  );
  const addTool = (name, { inputSchema = NO_INPUT, run }) =>
    server.registerTool(
      name,
      { description: `${name} for testing`, inputSchema: fromJsonSchema(inputSchema) },
      run,
    );
  const extra = {
    tools: () => addTool('test_added_tool', { run: () => says('Added.') }),
    prompts: () =>
      server.registerPrompt(
        'test_added_prompt',
        { description: 'A prompt that was not there before' },
        () => ({ messages: [] }),
      ),
  };
  const added = { tools: null, prompts: null };
  const change = (kind) => {
    added[kind]?.remove();
    added[kind] = added[kind] === null ? extra[kind]() : null;
    tellChange?.(kind);
  };
  const touch = (uri) => server.server.sendResourceUpdated({ uri });
  const tools = { ...plainTools(change, touch), ...askingTools(state) };
  for (const [name, tool] of Object.entries(tools)) addTool(name, tool);
  addResources(server);
  addPrompts(server);
  server.server.setRequestHandler('completion/complete', () => ({
    completion: { values: [], total: 0, hasMore: false },
  }));
  if (era === 'legacy') {
    server.server.setRequestHandler('resources/subscribe', () => ({}));
    server.server.setRequestHandler('resources/unsubscribe', () => ({}));
  }
  return server;
}
