import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUDGETS, PROBE_MS, runServer } from './run-server.ts';

const entry = (name: string) =>
  fileURLToPath(
    new URL(`../../../node_modules/@modelcontextprotocol/server-${name}/dist/index.js`, import.meta.url),
  );

describe('a real server from npm', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'signalbox-mcp-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it.each([
    ['everything', 'mcp-servers/everything', { resources: true, prompts: true }],
    ['filesystem', 'secure-filesystem-server', { resources: false, prompts: false }],
    ['memory', 'memory-server', { prompts: false }],
    ['sequential-thinking', 'sequential-thinking-server', { resources: false, prompts: false }],
  ])(
    '%s shows its revision, name and tools, and answers the liveness probe',
    async (name, serverName, offers) => {
      const { session, heard } = runServer([entry(name), ...(name === 'filesystem' ? [folder] : [])], {
        MEMORY_FILE_PATH: join(folder, 'memory.jsonl'),
      });
      await expect(session.negotiate(BUDGETS)).resolves.toMatchObject({
        era: 'legacy',
        protocolVersion: '2025-11-25',
        serverName,
        serverVersion: expect.stringMatching(/\d/),
        capabilities: { tools: true, ...offers },
      });
      await expect(session.probe(PROBE_MS)).resolves.toMatchObject({ ok: true });
      const { tools, resources, prompts } = await session.catalogue(PROBE_MS);
      expect(tools).toBeGreaterThan(0);
      if ('resources' in offers) expect(resources === null).toBe(!offers.resources);
      expect(prompts === null).toBe(!offers.prompts);
      expect(heard).toMatchObject({ stray: [], oversized: [], ended: 0 });
    },
  );
});
