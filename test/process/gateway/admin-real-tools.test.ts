import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OfferedTool } from '#engine/gateway/admin/admin-server.ts';
import { rankTools } from '#engine/gateway/admin/rank-tools.ts';

const packages = join(import.meta.dirname, '../../../node_modules/@modelcontextprotocol');

interface ListedTool {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly inputSchema: unknown;
}

/** The tools of an installed server, asked for as a client would. */
async function toolsOf(server: string, folder: string): Promise<OfferedTool[]> {
  const script = join(packages, `server-${server}/dist/index.js`);
  const child = spawn(process.execPath, server === 'filesystem' ? [script, folder] : [script], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, MEMORY_FILE_PATH: join(folder, 'memory.jsonl') },
  });
  const say = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const clientInfo = { name: 'test', version: '1' };
  say({
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo },
  });
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const message = JSON.parse(line);
      if (message.id === 1) {
        say({ method: 'notifications/initialized' });
        say({ id: 2, method: 'tools/list' });
      }
      if (message.id !== 2) continue;
      const listed: ListedTool[] = message.result.tools;
      return listed.map(({ name, title, description, inputSchema }) => ({
        name: `${server}__${name}`,
        server,
        title: title ?? null,
        description: description ?? null,
        schema: inputSchema,
      }));
    }
    throw new Error(`${server} ended without a list of its tools`);
  } finally {
    child.kill();
  }
}

let folder: string;
let tools: OfferedTool[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-tools-'));
  const servers = ['everything', 'filesystem', 'memory', 'sequential-thinking'];
  tools = (await Promise.all(servers.map((server) => toolsOf(server, folder)))).flat();
});
afterAll(() => rm(folder, { recursive: true }));

// One of these is among the eight that a client then sees; mostly it is the first.
test.each<[string, string[]]>([
  ['which file has changed', ['filesystem__get_file_info', 'filesystem__list_directory_with_sizes']],
  ['read the README and summarise it', ['filesystem__read_text_file', 'filesystem__read_file']],
  ['what is in my downloads folder?', ['filesystem__list_directory', 'filesystem__directory_tree']],
  ['find all TypeScript files that are named *.test.ts', ['filesystem__search_files']],
  ['rename notes.txt to old-notes.txt', ['filesystem__move_file']],
  ['save this text in a new file', ['filesystem__write_file']],
  ['make a new folder called src', ['filesystem__create_directory']],
  ['replace foo by bar in main.py', ['filesystem__edit_file']],
  ['look at the picture logo.png', ['filesystem__read_media_file']],
  ['remember that Anna works at Acme', ['memory__create_entities', 'memory__add_observations']],
  ['what do you know about Anna?', ['memory__search_nodes', 'memory__open_nodes', 'memory__read_graph']],
  ['forget everything about Anna', ['memory__delete_entities']],
  ['Anna is married to Bob, note the relation', ['memory__create_relations']],
  ['think step by step about this hard problem', ['sequential-thinking__sequentialthinking']],
  ['add 2 and 3', ['everything__get-sum']],
  ['run an operation that takes long', ['everything__trigger-long-running-operation']],
])('"%s" finds a tool that does it', (prompt, expected) => {
  const found = rankTools(prompt, tools, 8).map(({ name }) => name);
  expect(found.filter((name) => expected.includes(name))).not.toEqual([]);
});
