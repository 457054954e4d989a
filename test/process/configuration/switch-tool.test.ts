import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { fixture } from '../harness/fixture.ts';
import { makeHome } from '../harness/home.ts';
import { openEngine } from '../harness/open-engine.ts';
import { until } from '../harness/until.ts';

test('tools are switched in the file, all at once too, and no server is restarted for it', async () => {
  const home = await makeHome();
  const program = fileURLToPath(
    new URL('../../../node_modules/@modelcontextprotocol/server-everything/dist/index.js', import.meta.url),
  );
  await home.configure({
    notes: { command: process.execPath, args: [program] },
    other: fixture('well-behaved'),
  });
  const { engine, call } = await openEngine(home);
  const servers = () => engine.snapshot().servers;
  await until('both are ready', () => servers().every(({ state }) => state === 'ready'));
  const pids = servers().map(({ pid }) => pid);

  const tools = ['echo', 'get-env', 'get-sum', 'get-tiny-image', 'simulate-research-query'];
  await Promise.all(tools.map((tool) => call('switch-tool', { server: 'notes', tool, enabled: false })));
  const read = async () => JSON.parse(await readFile(home.file, 'utf8')).mcpServers.notes.tools;
  expect((await read()).deny.toSorted()).toEqual(tools);
  expect(engine.snapshot().configuration).toMatchObject({ valid: true, plan: { update: ['notes'] } });

  for (const tool of tools) await call('switch-tool', { server: 'notes', tool, enabled: true });
  expect(await read()).toBeUndefined();
  expect(servers().map(({ pid }) => pid)).toEqual(pids);
  expect(await readdir(join(home.places.state, 'backups'))).toHaveLength(11);
});

test('a tool that can’t be switched changes nothing, and says why', async () => {
  const home = await makeHome();
  await home.configure({ notes: fixture('well-behaved', { tools: { deny: ['e*'] } }) });
  const { call } = await openEngine(home);
  const before = await readFile(home.file, 'utf8');
  await expect(call('switch-tool', { server: 'notes', tool: 'echo', enabled: true })).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('"e*"'),
  });
  await expect(call('switch-tool', { server: 'nots', tool: 'echo', enabled: true })).rejects.toMatchObject({
    code: 'unknown-server',
  });
  expect(await readFile(home.file, 'utf8')).toBe(before);
});
