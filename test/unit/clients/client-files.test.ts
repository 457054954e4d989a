import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { listClients, type Machine, readAnyFile } from '#engine/clients/clients.ts';

/** A home with these files. */
async function machineWith(
  files: Readonly<Record<string, string | object>>,
  platform: NodeJS.Platform = 'linux',
): Promise<Machine> {
  const home = await mkdtemp(join(tmpdir(), 'signalbox-clients-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    const file = join(home, path);
    await mkdir(dirname(file), { recursive: true });
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    await writeFile(file, text.replaceAll('HOME', home));
  }
  return { platform, home, environment: {} };
}

const list = (machine: Machine) =>
  listClients({ machine, ownUrl: 'http://127.0.0.1:4870/', here: () => 'new' });

const ENTRY = { command: 'npx', args: ['-y', 'x'] };

/** Where each client keeps its servers, and how. */
test.each([
  ['claude-desktop', '.config/Claude/claude_desktop_config.json', { mcpServers: { x: ENTRY } }],
  ['claude-code', '.claude.json', { numStartups: 3, mcpServers: { x: { type: 'stdio', ...ENTRY } } }],
  ['cursor', '.cursor/mcp.json', { mcpServers: { x: ENTRY } }],
  ['vscode', '.config/Code/User/mcp.json', { servers: { x: { type: 'stdio', ...ENTRY } }, inputs: [] }],
  ['vscode', '.config/Code/User/profiles/a1/mcp.json', { servers: { x: ENTRY } }],
  [
    'vscode',
    '.config/Code/User/settings.json',
    `{ // older\n "mcp": { "servers": { "x": ${JSON.stringify(ENTRY)}, } } }`,
  ],
  ['windsurf', '.codeium/windsurf/mcp_config.json', { mcpServers: { x: ENTRY } }],
  ['codex', '.codex/config.toml', 'model = "o"\n[mcp_servers.x]\ncommand = "npx"\nargs = ["-y", "x"]\n'],
  ['gemini-cli', '.gemini/settings.json', { mcpServers: { x: { ...ENTRY, trust: true } } }],
  [
    'zed',
    '.config/zed/settings.json',
    `{ "context_servers": { "x": { "source": "custom", ${JSON.stringify(ENTRY).slice(1)} } }`,
  ],
  [
    'cline',
    '.config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json',
    { mcpServers: { x: { ...ENTRY, autoApprove: ['a'] } } },
  ],
  [
    'copilot-cli',
    '.copilot/mcp-config.json',
    { mcpServers: { x: { type: 'local', tools: ['*'], ...ENTRY } } },
  ],
  ['lm-studio', '.lmstudio/mcp.json', { mcpServers: { x: ENTRY } }],
  ['kiro', '.kiro/settings/mcp.json', { mcpServers: { x: ENTRY } }],
  [
    'goose',
    '.config/goose/config.yaml',
    'extensions:\n  x:\n    type: stdio\n    cmd: npx\n    args: [-y, x]\n    enabled: true\n',
  ],
  [
    'continue',
    '.continue/config.yaml',
    'name: me\nmcpServers:\n  - name: x\n    command: npx\n    args: [-y, x]\n',
  ],
  [
    'opencode',
    '.config/opencode/opencode.jsonc',
    { mcp: { x: { type: 'local', command: ['npx', '-y', 'x'] } } },
  ],
  ['amp', '.config/amp/settings.json', { 'amp.mcpServers': { x: ENTRY } }],
  ['crush', '.config/crush/crush.json', { mcp: { x: { type: 'stdio', ...ENTRY } } }],
  [
    'vibe',
    '.vibe/config.toml',
    '[[mcp_servers]]\nname = "x"\ntransport = "stdio"\ncommand = "npx"\nargs = ["-y", "x"]\n',
  ],
])('what %s keeps in %s is found', async (client, path, content) => {
  const machine = await machineWith({ [path]: content });
  expect(await list(machine)).toEqual([
    expect.objectContaining({
      client,
      file: join(machine.home, path),
      problem: null,
      servers: [{ name: 'x', settings: ENTRY, secrets: [], notes: [], here: 'new' }],
    }),
  ]);
});

test('Claude Desktop from the store of Windows is found in its own folder', async () => {
  const path = 'AppData/Local/Packages/Claude_pzs8/LocalCache/Roaming/Claude/claude_desktop_config.json';
  const [found] = await list(await machineWith({ [path]: { mcpServers: { x: ENTRY } } }, 'win32'));
  expect(found).toMatchObject({ client: 'claude-desktop', servers: [{ name: 'x' }] });
});

test('servers of projects run in the folder of their project', async () => {
  const machine = await machineWith({
    '.claude.json': { projects: { 'HOME/work': { mcpServers: { own: ENTRY } } } },
    'work/.mcp.json': { mcpServers: { shared: ENTRY } },
    'work/.vscode/mcp.json': { servers: { far: { url: 'https://a.b/mcp' } } },
  });
  const work = join(machine.home, 'work');
  const found = (await list(machine)).map(({ client, servers }) => [
    client,
    servers[0]?.name,
    servers[0]?.settings,
  ]);
  expect(found).toEqual([
    ['claude-code', 'own', { ...ENTRY, cwd: work }],
    ['claude-code', 'shared', { ...ENTRY, cwd: work }],
    ['vscode', 'far', { type: 'http', url: 'https://a.b/mcp' }],
  ]);
});

test('secrets are masked, and told where they stand', async () => {
  const machine = await machineWith({
    '.cursor/mcp.json': {
      mcpServers: {
        gh: {
          command: 'x',
          args: ['--api-key=s3cr3tvalue', 'a'],
          env: { GITHUB_TOKEN: 'ghp_0123456789', HOST: 'b' },
        },
        web: { url: 'https://a.b', headers: { Authorization: 'Bearer abcdefgh' } },
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference is no secret
        ref: { url: 'https://a.b', headers: { Authorization: 'Bearer ${env:TOKEN}' } },
      },
    },
  });
  const [found] = await list(machine);
  expect(JSON.stringify(found)).not.toMatch(/s3cr3tvalue|ghp_|abcdefgh/);
  expect(found?.servers.map(({ name, secrets }) => [name, secrets])).toEqual([
    ['gh', ['args.0', 'env.GITHUB_TOKEN']],
    ['web', ['headers.Authorization']],
    ['ref', []],
  ]);
  expect(found?.servers[0]?.settings).toMatchObject({ args: ['--api-key=•••', 'a'], env: { HOST: 'b' } });
});

test('what leads to Signalbox itself is left out, and said so', async () => {
  const machine = await machineWith({
    '.cursor/mcp.json': {
      mcpServers: {
        all: { command: '/usr/bin/signalbox', args: ['connect', '--all'] },
        one: { url: 'http://localhost:4870/mcp/one' },
        other: { url: 'http://localhost:4871/mcp' },
      },
    },
  });
  const [found] = await list(machine);
  expect(found?.servers.map(({ name }) => name)).toEqual(['other']);
  expect(found?.notes).toEqual([
    'all is left out: it is Signalbox itself',
    'one is left out: it is Signalbox itself',
  ]);
});

test('a broken file is told with the place of its fault, and harms no other', async () => {
  const machine = await machineWith({
    '.cursor/mcp.json': '{\n  "mcpServers": { "x": { "command" "npx" } }\n}',
    '.codex/config.toml': 'a = \n',
    '.continue/config.yaml': 'a: [1\n',
    '.kiro/settings/mcp.json': { mcpServers: { x: ENTRY } },
    '.lmstudio/mcp.json/folder': 'a folder in its place',
    '.gemini/settings.json': '{"a":'.repeat(50_000),
    '.kimi/mcp.json': '',
  });
  const problems = Object.fromEntries((await list(machine)).map(({ client, problem }) => [client, problem]));
  expect(problems).toEqual({
    cursor: 'line 2, column 36: a colon is missing after a key',
    codex: expect.stringMatching(/^line 1, column \d+: this is no TOML/),
    continue: expect.stringMatching(/^line \d, column \d: this is no YAML/),
    'lm-studio': expect.stringContaining('it is a folder'),
    'gemini-cli': 'it is nested too deep',
    kiro: null,
  });
});

test('any other file is read by its looks', async () => {
  const machine = await machineWith({ 'Downloads/servers.json': { servers: { x: ENTRY } } });
  const file = join(machine.home, 'Downloads/servers.json');
  const { drafts } = await readAnyFile(file, { machine, ownUrl: null });
  expect(drafts).toMatchObject([{ name: 'x', settings: ENTRY }]);
  await expect(readAnyFile(`${file}x`, { machine, ownUrl: null })).rejects.toMatchObject({
    code: 'not-found',
  });
});
