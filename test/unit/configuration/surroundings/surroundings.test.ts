import { describe, expect, test } from 'vitest';
import {
  checkSurroundings,
  NOTHING_BESIDE,
  parseConfiguration,
  type World,
} from '#engine/configuration/configuration.ts';
import { combinedNames } from '#engine/gateway/gateway.ts';
import { secretArguments } from '#engine/supervision/supervision.ts';

const FILES: Readonly<Record<string, 'file' | 'folder'>> = {
  '/srv': 'folder',
  '/srv/tool': 'file',
  '/srv/run.js': 'file',
  '/home/ann': 'folder',
  '/config/beside.js': 'file',
};

const world: World = {
  platform: 'linux',
  home: '/home/ann',
  findCommand: async ({ command }) => ['npx', 'node', 'docker', 'sh', '/srv/run'].includes(command),
  hintForMissing: async (command) => `Install ${command}.`,
  commandNames: async () => ['npx', 'node', 'docker', 'sh'],
  kindOf: async (path) => FILES[path] ?? null,
  secretsIn: secretArguments,
  combinedNames,
};

async function look(file: unknown, of: World = world) {
  const text = typeof file === 'string' ? file : JSON.stringify(file, null, 2);
  const context = { ...NOTHING_BESIDE, secret: () => 'hunter2-resolved' };
  const result = parseConfiguration('/config/servers.json', text, context);
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return await checkSurroundings(result.configuration, of);
}

async function ofServer(entry: unknown, of?: World) {
  const [first, ...more] = await look({ mcpServers: { db: entry } }, of);
  expect(more).toEqual([]);
  return first;
}

describe('what a configuration is held against', () => {
  test('says nothing of what is there', async () => {
    const entry = {
      command: 'node',
      args: ['/srv/run.js', '--port', '80'],
      cwd: '/srv',
      env: { API_URL: 'http://x' },
    };
    expect(
      await look({ mcpServers: { db: entry, web: { type: 'http', url: 'https://example.com/mcp' } } }),
    ).toEqual([]);
  });

  test('says nothing of what a disabled server would need to start', async () => {
    const entry = { disabled: true, command: 'nowhere', cwd: '/nowhere', type: 'stdio' };
    const own = { disabled: true, url: 'http://localhost:4870/mcp' };
    expect(await look({ mcpServers: { db: entry, own } })).toEqual([]);
  });

  test('says of a disabled server what holds without a start: secrets, placeholders, variables and names', async () => {
    const env = { API_TOKEN: 'abcdef123456', OTHER_TOKEN: '<your-token>', FOLDER: '$HOME/x' };
    const name = 'a-server-with-quite-a-long-name';
    const findings = await look({
      mcpServers: {
        db: { disabled: true, command: 'nowhere', env },
        [`${name}-1`]: { command: 'npx' },
        [`${name}-2`]: { disabled: true, command: 'npx' },
      },
    });
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^mcpServers\.db\.env\.API_TOKEN holds a secret in plain text/),
      expect.stringMatching(/^mcpServers\.db\.env\.OTHER_TOKEN still has what an example has/),
      expect.stringMatching(/^mcpServers\.db\.env\.FOLDER has \$HOME in it/),
      expect.stringMatching(
        /-2 would begin the names of its tools with .* as "a-server-with-quite-a-long-name-1" does/,
      ),
    ]);
  });

  test('gives the place of what it tells', async () => {
    const [finding] = await look('{\n  "mcpServers": {\n    "db": { "command": "nowhere-at-all" }\n  }\n}');
    expect(finding).toMatchObject({
      severity: 'warning',
      file: '/config/servers.json',
      line: 3,
      column: 24,
      key: 'mcpServers.db.command',
    });
  });

  test.each([
    [
      'a command that is not on PATH',
      { command: 'uvx' },
      /"uvx", which is not on the PATH of your login shell; install uvx/,
    ],
    ['a path where nothing is', { command: '/srv/gone' }, /"\/srv\/gone", which is not there/],
    ['a folder for a command', { command: '/srv' }, /is a folder, and no program/],
    ['a file that may not be run', { command: '/srv/tool' }, /may not be run/],
    [
      'a command of a check',
      { command: 'npx', health: { checks: [{ run: 'pg_isready' }] } },
      /checks\.0\.run names "pg_isready"/,
    ],
    [
      'the command of its figures',
      { command: 'npx', metrics: { command: 'figures' } },
      /metrics\.command names "figures"/,
    ],
    [
      'a working folder that is not there',
      { command: 'node', cwd: '/nowhere' },
      /cwd names "\/nowhere", which is not there/,
    ],
    ['a working folder that is a file', { command: 'node', cwd: '/srv/tool' }, /is no folder/],
    [
      'a script that is not there',
      { command: 'node', args: ['--inspect', 'server.js'] },
      /"server.js", which is not there in "\/home\/ann", where the server runs/,
    ],
    [
      'a port of Signalbox itself',
      { command: 'npx', type: 'http', url: 'http://localhost:4870/mcp' },
      /port 4870, which is where Signalbox itself listens/,
    ],
    ['a circle through Signalbox', { type: 'http', url: 'http://127.0.0.1:4870/mcp/x' }, /in a circle/],
    ['a path of a drive without a slash', { command: 'C:tool.exe' }, /no slash, which means whatever folder/],
    [
      'a path of Windows elsewhere',
      { command: 'C:\\tools\\x.exe' },
      /is a path of Windows, and this is Linux/,
    ],
    [
      'a shim of Windows as a script',
      { command: 'node', args: ['npx.cmd', 'x'] },
      /is a script of the Windows shell/,
    ],
    [
      'a variable of an editor',
      { command: 'npx', args: [`\${workspaceFolder}/x`] },
      /which an editor fills in and nobody here/,
    ],
    [
      'what an example has for a token',
      { command: 'npx', env: { API_TOKEN: 'YOUR_TOKEN_HERE' } },
      /still has what an example has/,
    ],
    [
      'the same in a header',
      { type: 'http', url: 'https://x', headers: { Authorization: 'Bearer <token>' } },
      /still has what an example has/,
    ],
  ])('tells of %s', async (_, entry, says) => {
    expect((await ofServer(entry))?.message).toMatch(says);
  });

  test.each([
    ['a misspelt command', { command: 'dcoker' }, [{ path: ['command'], value: 'docker' }]],
    [
      'a whole command line',
      { command: 'npx -y "a b"', args: ['c'] },
      [
        { path: ['command'], value: 'npx' },
        { path: ['args'], value: ['-y', 'a b', 'c'] },
      ],
    ],
    ['a script beside the file', { command: 'node', args: ['beside.js'] }, [{ path: ['cwd'], value: '.' }]],
    ['an address without a type', { url: 'https://example.com/mcp' }, [{ path: ['type'], value: 'http' }]],
    [
      'an address of the older transport',
      { url: 'https://example.com/sse' },
      [{ path: ['type'], value: 'sse' }],
    ],
    ['quotes inside a command', { command: '"npx"' }, [{ path: ['command'], value: 'npx' }]],
    ['single backslashes', { command: 'C:\new\tool' }, [{ path: ['command'], value: 'C:\\new\\tool' }]],
    [
      'a variable of a shell',
      { command: 'npx', args: ['--at', '$HOME/x'] },
      [{ path: ['args', 1], value: `\${env:HOME}/x` }],
    ],
    [
      'a variable in braces',
      { command: 'npx', env: { DATA: `\${HOME}/a` } },
      [{ path: ['env', 'DATA'], value: `\${env:HOME}/a` }],
    ],
    [
      'a variable of Windows',
      { command: 'npx', args: ['%APPDATA%\\x'] },
      [{ path: ['args', 0], value: `\${env:APPDATA}\\x` }],
    ],
  ])('offers to mend %s', async (_, entry, edits) => {
    const { fix } = (await ofServer(entry)) ?? {};
    const of = edits.map(({ path, value }) => ({ path: ['mcpServers', 'db', ...path], value }));
    expect(fix).toMatchObject({ kind: 'edit', edits: of });
  });

  test('leaves to a shell what a shell fills in, and a dollar that is meant', async () => {
    expect(await look({ mcpServers: { a: { command: 'sh', args: ['-c', '$HOME/x'] } } })).toEqual([]);
    expect(await look({ mcpServers: { a: { command: 'npx', args: [`$\${HOME}`, 'costs $5'] } } })).toEqual(
      [],
    );
  });

  test('tells of two servers that want one port, and not of one that is only reached there', async () => {
    const at = (path: string) => ({ type: 'http', url: `http://localhost:3001/${path}` });
    const findings = await look({
      mcpServers: { a: { command: 'npx', ...at('a') }, b: at('b'), c: { command: 'node', ...at('c') } },
    });
    expect(findings.map(({ key, message }) => [key, message])).toEqual([
      ['mcpServers.c.url', expect.stringMatching(/port 3001, which "a" listens on too/)],
    ]);
  });

  test('tells of names that come out the same for clients of all servers', async () => {
    const findings = await look({
      mcpServers: { 'documentation-of-one': { command: 'npx' }, 'documentation-of-two': { command: 'npx' } },
    });
    expect(findings[0]?.message).toMatch(
      /would begin the names of its tools with "documentation-of__".*as "documentation-of-two" does/,
    );
  });

  test('tells of a tool whose new name is too long for them', async () => {
    const finding = await ofServer({ command: 'npx', tools: { rename: { a: 'x'.repeat(80) } } });
    expect(finding?.message).toMatch(/up to 60 letters, digits, _ and - stay as they are/);
  });

  describe('a secret in plain text', () => {
    const SECRET = 'abcdef-1234567890';
    const at = (path: (string | number)[], name: string) => ({ kind: 'move-secret', path, name });

    test.each([
      [
        'in a variable',
        { command: 'npx', env: { GITHUB_TOKEN: SECRET } },
        ['env', 'GITHUB_TOKEN'],
        'github-token',
      ],
      [
        'in a header',
        { type: 'http', url: 'https://x', headers: { Authorization: `Bearer ${SECRET}` } },
        ['headers', 'Authorization'],
        'db-authorization',
      ],
      ['in an argument', { command: 'npx', args: [`--token=${SECRET}`] }, ['args', 0], 'db-args'],
      ['in an address', { type: 'http', url: `https://ann:${SECRET}@example.com/` }, ['url'], 'db-url'],
    ])('%s is offered to be kept', async (_, entry, path, name) => {
      const finding = await ofServer(entry);
      expect(finding?.fix).toMatchObject(at(['mcpServers', 'db', ...path], name));
      expect(JSON.stringify(finding)).not.toContain(SECRET);
    });

    test('of a channel is offered to be kept', async () => {
      const channels = { ops: { type: 'slack', url: `https://hooks.example.com/${SECRET}` } };
      const [finding] = await look({ mcpServers: {}, alerts: { channels } });
      expect(finding?.fix).toMatchObject(at(['alerts', 'channels', 'ops', 'url'], 'ops-url'));
      expect(JSON.stringify(finding)).not.toContain(SECRET);
    });

    test('that is a reference, or none, is not told of', async () => {
      const env = { A_TOKEN: `\${secret:a}`, B_TOKEN: '', AUTH: 'none', KEY_FILE: '/srv/key.pem' };
      expect(await look({ mcpServers: { a: { command: 'npx', env } } })).toEqual([]);
    });

    test('gets a name that no other has', async () => {
      const env = { API_TOKEN: SECRET };
      const findings = await look({ mcpServers: { a: { command: 'npx', env }, b: { command: 'npx', env } } });
      expect(findings.map(({ fix }) => fix)).toMatchObject([{ name: 'api-token' }, { name: 'api-token-2' }]);
    });

    test('is in no message and in no fix of another finding', async () => {
      const findings = await look({
        mcpServers: {
          a: { command: `npx --token ${SECRET}`, env: { A_TOKEN: `\${X}${SECRET}` } },
          b: { command: `nowhere --token ${SECRET}` },
          c: { command: `/srv/gone --token ${SECRET}` },
        },
      });
      expect(findings.length).toBeGreaterThan(5);
      expect(JSON.stringify(findings)).not.toContain(SECRET);
    });

    test('that a reference stands for is in no message', async () => {
      const [finding] = await look({ mcpServers: { a: { command: `/srv/\${secret:x}` } } });
      expect(JSON.stringify(finding)).not.toContain('hunter2-resolved');
    });
  });

  test('works on YAML as on JSON', async () => {
    const context = NOTHING_BESIDE;
    const text = 'mcpServers:\n  db:\n    command: dcoker\n';
    const { loadFormat } = await import('#engine/configuration/formats/format-of.ts');
    await loadFormat('/config/servers.yaml');
    const result = parseConfiguration('/config/servers.yaml', text, context);
    if (!result.ok) throw new Error(JSON.stringify(result.findings));
    expect(await checkSurroundings(result.configuration, world)).toMatchObject([{ line: 3, column: 14 }]);
  });
});
