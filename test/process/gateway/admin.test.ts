import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixture } from '../harness/fixture.ts';
import { until } from '../harness/until.ts';
import { MODERN, type TestClient } from './harness/client.ts';
import { openGateway } from './harness/gateway.ts';

const packages = join(import.meta.dirname, '../../../node_modules/@modelcontextprotocol');
const memory = { command: process.execPath, args: [join(packages, 'server-memory/dist/index.js')] };

async function use(client: TestClient, name: string, input: object = {}) {
  const { result, error } = await client.request('tools/call', { name, arguments: input });
  if (result === undefined) throw new Error(`${error?.code}: ${error?.message}`);
  const [first] = (result['content'] ?? []) as { text: string }[];
  return {
    isError: result['isError'] === true,
    text: first?.text ?? '',
    data: (result['structuredContent'] ?? {}) as Record<string, unknown>,
  };
}

async function toolNames(client: TestClient): Promise<string[]> {
  const { result } = await client.request('tools/list');
  return ((result?.['tools'] ?? []) as { name: string }[]).map(({ name }) => name);
}

test.each(['2025-11-25', MODERN])(
  'a client of %s stops a server after the person said yes, and the register has it',
  async (revision) => {
    const { engine, http } = await openGateway({ echo: fixture('dual-era') });
    const asked: string[] = [];
    const client = await http('signalbox', {
      revision,
      name: 'editor',
      capabilities: { elicitation: {} },
      async onRequest(method, params) {
        asked.push(`${method}: ${params['message']}`);
        return { action: 'accept', content: { confirm: true } };
      },
    });
    const { isError, text } = await use(client, 'stop_server', { server: 'echo' });
    expect({ isError, text }).toMatchObject({
      isError: false,
      text: expect.stringMatching(/^echo is stopped/),
    });
    expect(asked).toEqual(['elicitation/create: Stop echo? editor asks for it.']);
    expect((await engine.server('echo')).state).toBe('stopped');
    const { text: said, server } = await engine.untilRegister(
      'the admin server did it',
      ({ kind }) => kind === 'admin',
    );
    expect([said, server]).toEqual(['editor asked for stop_server of echo: done', 'echo']);
  },
);

test('a client that cannot ask the person stops nothing', async () => {
  const { engine, http } = await openGateway({ echo: fixture('dual-era') });
  const client = await http('signalbox');
  const { isError, text } = await use(client, 'stop_server', { server: 'echo' });
  expect(isError).toBe(true);
  expect(text).toContain('gateway.admin.destructive');
  expect((await engine.server('echo')).state).toBe('ready');
});

test('the configuration is read without secrets, and changed without a restart of anything else', async () => {
  const { home, engine, http } = await openGateway(
    { echo: fixture('dual-era', { env: { API_KEY: 'hunter2-hunter2' } }), other: fixture('dual-era') },
    { beside: { gateway: { admin: { destructive: 'allow' } } } },
  );
  const before = await engine.server('other');
  await writeFile(home.file, `// by hand\n${await readFile(home.file, 'utf8')}`);
  const client = await http('signalbox');
  const read = await use(client, 'read_configuration');
  expect(read.data['text']).toContain('"API_KEY": "•••"');
  expect(JSON.stringify(read)).not.toContain('hunter2');

  const settings = { env: { API_KEY: '•••', LEVEL: 'debug' } };
  const change = await use(client, 'update_configuration', { server: 'echo', settings });
  expect(change.data).toMatchObject({ applied: true, plan: { restart: ['echo'], keep: ['other'] } });
  const written = await readFile(home.file, 'utf8');
  expect(written).toContain('// by hand');
  expect(written).toContain('hunter2-hunter2');
  expect(written).toContain('"LEVEL": "debug"');
  await engine.untilReady('echo');
  expect((await engine.server('other')).pid).toBe(before.pid);
  expect((await readdir(join(home.places.state, 'backups'))).length).toBeGreaterThan(0);

  const broken = await use(client, 'update_configuration', { server: 'echo', settings: { command: 5 } });
  expect(broken.data).toMatchObject({
    applied: false,
    findings: [{ severity: 'error', line: expect.any(Number) }],
  });
  expect(await readFile(home.file, 'utf8')).toBe(written);
});

test('tools are picked for a prompt: the client is told, sees those alone, and all again when it wants', async () => {
  const { http } = await openGateway({ memory, echo: fixture('dual-era') });
  const client = await http(null);
  const other = await http(null);
  const all = await until('all tools are known', async () => {
    const names = await toolNames(client);
    return names.includes('memory__create_entities') ? names : null;
  });
  const listChanges = () =>
    client.heard.filter(({ method }) => method === 'notifications/tools/list_changed').length;
  const before = listChanges();
  const { data } = await use(client, 'signalbox__analyze_prompt', {
    prompt: 'remember that Anna works at Acme',
    max_tools: 3,
  });
  expect(data).toMatchObject({ narrowed: true, method: 'words' });
  await until('the client is told', () => listChanges() > before);
  const seen = await toolNames(client);
  expect(seen.filter((name) => !name.startsWith('signalbox__')).toSorted()).toEqual(
    (data['tools'] as { name: string }[]).map(({ name }) => name).toSorted(),
  );
  expect(seen).toContain('signalbox__show_all_tools');
  expect((await toolNames(other)).length).toBe(all.length);
  await use(client, 'signalbox__show_all_tools');
  expect(await toolNames(client)).toEqual(all);
});

test('with "admin": false there is no such server', async () => {
  const { http } = await openGateway(
    { echo: fixture('dual-era') },
    { beside: { gateway: { admin: false } } },
  );
  const client = await http(null);
  expect((await toolNames(client)).filter((name) => name.startsWith('signalbox__'))).toEqual([]);
  await expect(http('signalbox')).rejects.toThrow();
});
