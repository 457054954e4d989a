import { expect, test } from 'vitest';
import { fakeServerView } from '../../../fakes/server-view.ts';
import { openAdmin } from './open-admin.ts';

const DESTRUCTIVE = ['stop_server', 'restart_server', 'update_configuration'];

test('it offers its tools with schemas and honest hints', async () => {
  const tools = await openAdmin().list();
  expect(tools.map(({ name }) => name)).toEqual([
    'list_servers',
    'server_statistics',
    'start_server',
    'stop_server',
    'restart_server',
    'read_configuration',
    'update_configuration',
    'reload_configuration',
    'health_report',
    'diagnostics',
    'search_logs',
    'analyze_prompt',
    'show_all_tools',
  ]);
  for (const { name, inputSchema, outputSchema, annotations } of tools) {
    expect(inputSchema, String(name)).toMatchObject({ type: 'object' });
    expect(outputSchema, String(name)).toMatchObject({ type: 'object' });
    const { readOnlyHint, destructiveHint } = annotations as Record<string, unknown>;
    expect(destructiveHint).toBe(DESTRUCTIVE.includes(String(name)));
    expect(readOnlyHint).toBe(/^(list_|server_stat|read_|health|diag|search)/.test(String(name)));
  }
});

test('an unknown tool, an unknown method and a cursor are errors of the protocol', async () => {
  const { server, context } = openAdmin();
  const code = async (method: string, params: Record<string, unknown>) => {
    const answer = await server.request(method, params, context());
    return 'error' in answer ? answer.error.code : null;
  };
  expect(await code('tools/call', { name: 'format_disk' })).toBe(-32602);
  expect(await code('tools/call', {})).toBe(-32602);
  expect(await code('tools/list', { cursor: 'x' })).toBe(-32602);
  expect(await code('resources/list', {})).toBe(-32601);
  expect(await code('ping', {})).toBeNull();
});

test('bad arguments and unknown servers are results that say what is wrong', async () => {
  const { use, called } = openAdmin();
  expect(await use('stop_server', { name: 'memory' })).toMatchObject({
    isError: true,
    content: [{ text: expect.stringMatching(/stop_server.*server/) }],
  });
  expect(await use('search_logs', { limit: 0 })).toMatchObject({ isError: true });
  expect(called).toEqual([]);
  expect(await use('server_statistics', { server: 'nobody' })).toMatchObject({
    isError: true,
    content: [{ text: 'there is no server named nobody.' }],
  });
});

test('a fault of the engine is an error of the protocol, and is audited', async () => {
  const { server, context, audited } = openAdmin({
    servers: [fakeServerView('memory')],
    answers: {
      start: () => {
        throw new Error('disk full');
      },
    },
  });
  const answer = await server.request(
    'tools/call',
    { name: 'start_server', arguments: { server: 'memory' } },
    context(),
  );
  expect(answer).toEqual({ error: { code: -32603, message: 'disk full' } });
  expect(audited).toEqual([
    { client: 'editor', action: 'start_server', server: 'memory', outcome: 'failed: disk full' },
  ]);
});

test('what destroys is done after the person said yes, and audited', async () => {
  const { use, called, asked, audited } = openAdmin({ servers: [fakeServerView('memory')] });
  await use('stop_server', { server: 'memory' });
  expect(asked).toEqual(['Stop memory? editor asks for it.']);
  expect(called).toContainEqual({ name: 'stop', input: { names: ['memory'] } });
  expect(audited).toEqual([{ client: 'editor', action: 'stop_server', server: 'memory', outcome: 'done' }]);
});

test.each([
  ['says no', { action: 'decline' as const }, 'The person said no.'],
  ['leaves the box empty', { action: 'accept' as const, content: { confirm: false } }, 'The person said no.'],
  ['closes the question', { action: 'cancel' as const }, 'The person gave no answer.'],
])('nothing is destroyed when the person %s, and that is audited', async (_how, answer, said) => {
  const { use, called, audited } = openAdmin({ servers: [fakeServerView('memory')] });
  const result = await use('restart_server', { server: 'memory' }, { elicit: async () => answer });
  expect(result).toMatchObject({ isError: true, content: [{ text: said }] });
  expect(called).toEqual([]);
  expect(audited).toEqual([
    { client: 'editor', action: 'restart_server', server: 'memory', outcome: `refused: ${said}` },
  ]);
});

test('a client that cannot ask is refused, with the way to allow it', async () => {
  const { use, called, audited } = openAdmin({ servers: [fakeServerView('memory')] });
  const result = await use('stop_server', { server: 'memory' }, { elicit: null });
  expect(result.isError).toBe(true);
  expect(result.content[0]?.text).toContain('gateway.admin.destructive to "allow"');
  expect(called).toEqual([]);
  expect(audited).toHaveLength(1);
});

test('with "allow" nobody is asked', async () => {
  const { use, settings, called, asked } = openAdmin({ servers: [fakeServerView('memory')] });
  settings.destructive = 'allow';
  await use('stop_server', { server: 'memory' }, { elicit: null });
  expect(asked).toEqual([]);
  expect(called).toContainEqual({ name: 'stop', input: { names: ['memory'] } });
});

test('with "never" what destroys is not listed, and refused all the same', async () => {
  const { use, list, settings, called, audited } = openAdmin({ servers: [fakeServerView('memory')] });
  settings.destructive = 'never';
  const names = (await list()).map(({ name }) => name);
  expect(names.filter((name) => DESTRUCTIVE.includes(String(name)))).toEqual([]);
  expect(names).toContain('start_server');
  expect((await use('stop_server', { server: 'memory' })).isError).toBe(true);
  expect(called).toEqual([]);
  expect(audited).toHaveLength(1);
});
