import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NOTHING_BESIDE, parseConfiguration } from '#engine/configuration/configuration.ts';
import { type AdminWorld, NOTHING, openAdmin } from './open-admin.ts';

const SOURCE = `{
  // mine
  "mcpServers": {
    "memory": { "command": "node", "args": ["m.js"], "env": { "API_KEY": "hunter2-hunter2" } }
  }
}
`;

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-admin-'));
  file = join(folder, 'servers.json');
  await writeFile(file, SOURCE);
});
afterEach(() => rm(folder, { recursive: true }));

const validate: NonNullable<AdminWorld['validate']> = (text) => {
  const result = parseConfiguration(file, text, NOTHING_BESIDE);
  return result.ok ? result.configuration.findings : result.findings;
};
const open = () => openAdmin({ file, validate });

test('the configuration is shown without its secrets', async () => {
  const { structuredContent } = await open().use('read_configuration');
  expect(structuredContent).toMatchObject({
    file,
    valid: true,
    text: SOURCE.replace('hunter2-hunter2', '•••'),
  });
});

test('the text of a broken file is not shown, for its secrets could not be told', async () => {
  await writeFile(file, SOURCE.replace('"node",', '"node"'));
  const result = await open().use('read_configuration');
  expect(result.structuredContent).toMatchObject({ text: null, valid: false });
  expect(JSON.stringify(result)).not.toContain('hunter2');
});

test('settings of one server are merged, and secrets that came masked stay', async () => {
  const { use, written, asked, audited } = open();
  const result = await use('update_configuration', {
    server: 'memory',
    settings: { args: ['n.js'], env: { API_KEY: '•••', LEVEL: 'info' } },
  });
  expect(result.structuredContent).toMatchObject({ applied: true, plan: { update: ['memory'] } });
  expect(written).toHaveLength(1);
  expect(written[0]).toContain('// mine');
  expect(JSON.parse((written[0] ?? '').replace('// mine', ''))).toEqual({
    mcpServers: {
      memory: { command: 'node', args: ['n.js'], env: { API_KEY: 'hunter2-hunter2', LEVEL: 'info' } },
    },
  });
  expect(asked[0]).toContain('"args":["n.js"]');
  expect(audited).toEqual([
    { client: 'editor', action: 'update_configuration', server: 'memory', outcome: 'done' },
  ]);
});

test('a whole text that came from reading it goes back with its secrets', async () => {
  const { use, written } = open();
  const { structuredContent } = await use('read_configuration');
  const text = String(structuredContent?.['text']).replace('m.js', 'n.js');
  await use('update_configuration', { text, revision: structuredContent?.['revision'] });
  expect(written).toEqual([SOURCE.replace('m.js', 'n.js')]);
});

test('a client can have the file read again, and is named for it', async () => {
  const plan = { ...NOTHING, restart: ['memory'] };
  const { use, called, audited } = openAdmin({ answers: { reload: () => ({ plan }) } });
  expect((await use('reload_configuration')).structuredContent).toEqual({ plan });
  expect(called).toEqual([{ name: 'reload', input: {} }]);
  expect(audited).toMatchObject([{ client: 'editor', action: 'reload_configuration', outcome: 'done' }]);
});

test('a change on top of an older file is refused', async () => {
  const { use, written, asked } = open();
  const { structuredContent } = await use('read_configuration');
  await writeFile(file, SOURCE.replace('m.js', 'o.js'));
  const result = await use('update_configuration', {
    text: SOURCE,
    revision: structuredContent?.['revision'],
  });
  expect(result).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining('read it again') }],
  });
  expect([written, asked]).toEqual([[], []]);
});

test('a file that changes while the person is asked is not written over', async () => {
  const { use, written } = open();
  const change = { server: 'memory', settings: { args: ['n.js'] } };
  const result = await use('update_configuration', change, {
    async elicit() {
      await writeFile(file, SOURCE.replace('m.js', 'o.js'));
      return { action: 'accept', content: { confirm: true } };
    },
  });
  expect(result).toMatchObject({ isError: true });
  expect(written).toEqual([]);
});

test('a person is told where secrets would go that stay while the address changes, and so is a dry run', async () => {
  await writeFile(
    file,
    `{ "mcpServers": {
      "web": { "url": "https://good.example/mcp", "headers": { "Authorization": "Bearer hunter2", "X-Team": "red" } }
    } }`,
  );
  const { use, asked } = open();
  const change = { server: 'web', settings: { url: 'https://evil.example/mcp' } };
  const warning =
    'mcpServers.web would take its secrets (headers.Authorization) to what mcpServers.web.url says now.';
  const dry = await use('update_configuration', { ...change, dry_run: true });
  expect(dry.structuredContent).toMatchObject({
    findings: [{ severity: 'warning', line: 2, key: 'mcpServers.web.url', message: warning }],
  });
  expect(asked).toEqual([]);
  expect((await use('update_configuration', change)).structuredContent).toMatchObject({ applied: true });
  expect(asked).toEqual([expect.stringContaining(warning)]);
  await use('update_configuration', { server: 'web', settings: { headers: { 'X-Team': 'blue' } } });
  expect(asked[1]).not.toContain('secrets');
});

test('a change that would break it is not made, and the finding has its line', async () => {
  const { use, written, audited, asked } = open();
  const text = SOURCE.replace('"node"', '5');
  const { structuredContent, content } = await use('update_configuration', { text });
  expect(structuredContent).toMatchObject({ applied: false, findings: [{ severity: 'error', line: 4 }] });
  expect(content[0]?.text).toContain(`${file}:4:`);
  expect([written, asked]).toEqual([[], []]);
  expect(audited).toMatchObject([{ outcome: 'refused: it would be broken' }]);
});

test('a dry run asks nobody and writes nothing', async () => {
  const { use, written, asked, audited, settings } = open();
  const change = { server: 'memory', settings: null, dry_run: true };
  for (const destructive of ['ask', 'allow'] as const) {
    settings.destructive = destructive;
    const { structuredContent } = await use('update_configuration', change);
    expect(structuredContent).toMatchObject({ applied: false, plan: null });
  }
  expect([written, asked, audited]).toEqual([[], [], []]);
});

test('a mask that stands for nothing is refused with its place', async () => {
  const { use, written } = open();
  const change = { server: 'other', settings: { command: 'x', env: { API_KEY: '•••' } } };
  expect(await use('update_configuration', change)).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining('mcpServers.other.env.API_KEY') }],
  });
  expect(written).toEqual([]);
});

test.each([[{}], [{ text: SOURCE, server: 'memory', settings: {} }], [{ server: 'memory' }]])(
  'neither text nor server, or both, is refused: %j',
  async (change) => {
    const { use, asked } = open();
    expect(await use('update_configuration', change)).toMatchObject({
      isError: true,
      content: [
        { text: expect.stringContaining('Give either the whole text, or a server and its settings') },
      ],
    });
    expect(asked).toEqual([]);
  },
);

test('a secret in a change is not shown in the question to the person', async () => {
  const { use, asked } = open();
  await use('update_configuration', { server: 'memory', settings: { env: { NEW_TOKEN: 'brand-new' } } });
  expect(asked[0]).toContain('NEW_TOKEN');
  expect(asked[0]).not.toContain('brand-new');
});
