import { expect, test } from 'vitest';
import { readSnippet } from '#engine/clients/clients.ts';

const OWN_URL = 'http://127.0.0.1:4870/';
const drafts = (text: string) =>
  Object.fromEntries(readSnippet(text, OWN_URL).map(({ name, settings }) => [name, settings]));

/** What a person pastes, and the entries of `mcpServers` that come of it. */
const PASTED: readonly (readonly [string, string, Readonly<Record<string, object>>])[] = [
  [
    'npx and a folder',
    'npx -y @modelcontextprotocol/server-filesystem ~/dir',
    { filesystem: { command: 'npx', args: ['-y', '@modelcontextprotocol/server-filesystem', '~/dir'] } },
  ],
  [
    'Docker with a variable that it takes from around it',
    'docker run -i --rm -e GITHUB_TOKEN ghcr.io/github/github-mcp-server',
    {
      github: {
        command: 'docker',
        args: ['run', '-i', '--rm', '-e', 'GITHUB_TOKEN', 'ghcr.io/github/github-mcp-server'],
        // biome-ignore lint/suspicious/noTemplateCurlyInString: as it is written in the file
        env: { GITHUB_TOKEN: '${env:GITHUB_TOKEN}' },
      },
    },
  ],
  [
    'variables before the command, and quotes',
    'TOKEN=abc uvx mcp-server-time --flag "a b" \'$HOME\' $HOME/x',
    {
      time: {
        command: 'uvx',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: as it is written in the file
        args: ['mcp-server-time', '--flag', 'a b', '$HOME', '${env:HOME}/x'],
        env: { TOKEN: 'abc' },
      },
    },
  ],
  [
    'lines as a page has them: a comment, a prompt, a folder, lines that are carried on',
    '# first\n$ cd /srv/x && export A=1\n$ npx -y \\\n    mcp-foo\n',
    { foo: { command: 'npx', args: ['-y', 'mcp-foo'], env: { A: '1' }, cwd: '/srv/x' } },
  ],
  [
    'claude mcp add',
    'claude mcp add airtable -s user --env KEY=v -- npx -y airtable-mcp-server --port 1',
    { airtable: { command: 'npx', args: ['-y', 'airtable-mcp-server', '--port', '1'], env: { KEY: 'v' } } },
  ],
  [
    'claude mcp add of an address',
    'claude mcp add --transport http sentry https://mcp.sentry.dev/mcp --header "Authorization: Bearer abc"',
    { sentry: { type: 'http', url: 'https://mcp.sentry.dev/mcp', headers: { Authorization: 'Bearer abc' } } },
  ],
  [
    'gemini mcp add, whose command has options of its own',
    'gemini mcp add -e K=V weather python server.py --env x',
    { weather: { command: 'python', args: ['server.py', '--env', 'x'], env: { K: 'V' } } },
  ],
  [
    'code --add-mcp',
    `code --add-mcp '{"name":"playwright","command":"npx","args":["@playwright/mcp@latest"]}'`,
    { playwright: { command: 'npx', args: ['@playwright/mcp@latest'] } },
  ],
  [
    'a prompt of Windows: backslashes stay',
    'set TOKEN=1\r\ncmd /c npx -y @scope/server-x "C:\\Users\\me\\my dir" ^\r\n  %HOME%',
    {
      x: {
        command: 'cmd',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: as it is written in the file
        args: ['/c', 'npx', '-y', '@scope/server-x', 'C:\\Users\\me\\my dir', '${env:HOME}'],
        env: { TOKEN: '1' },
      },
    },
  ],
  [
    'PowerShell',
    '$env:TOKEN = "x y"\nnpx -y `\n  mcp-foo --a "b `"c"',
    { foo: { command: 'npx', args: ['-y', 'mcp-foo', '--a', 'b "c'], env: { TOKEN: 'x y' } } },
  ],
  [
    'an address alone',
    'https://mcp.linear.app/sse',
    { linear: { type: 'sse', url: 'https://mcp.linear.app/sse' } },
  ],
  [
    'JSON in Markdown fences, with a trailing comma and a comment',
    'Add this:\n```json\n{ "mcpServers": { "a b": { "command": "x", /* why */ "args": ["y"], }, } }\n```\nThen restart.',
    { 'a-b': { command: 'x', args: ['y'] } },
  ],
  ['one entry as it is cut out', '"github": { "command": "x" },', { github: { command: 'x' } }],
  [
    'an entry without a name',
    '{ "command": "uvx", "args": ["mcp-server-git"] }',
    { git: { command: 'uvx', args: ['mcp-server-git'] } },
  ],
  [
    'the file of VS Code, with inputs',
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: as it is written in files
    '{ "servers": { "p": { "type": "http", "url": "https://a.b/x", "headers": { "K": "${input:my key}" } } } }',
    { p: { type: 'http', url: 'https://a.b/x', headers: { K: '${input:my-key}' } } },
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: as it is written in files
  ],
  [
    'TOML of Codex',
    '[mcp_servers.foo]\ncommand = "npx"\nstartup_timeout_sec = 20\nenabled_tools = ["a"]\n[mcp_servers.bar]\nurl = "https://x.y/mcp"\nbearer_token_env_var = "BT"',
    {
      foo: { command: 'npx', timeouts: { start: '20s' }, tools: { allow: ['a'] } },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as it is written in the file
      bar: { type: 'http', url: 'https://x.y/mcp', headers: { Authorization: 'Bearer ${env:BT}' } },
    },
  ],
  [
    'YAML of Goose, whose own parts are left out',
    'extensions:\n  dev:\n    type: builtin\n  gh:\n    type: stdio\n    cmd: npx\n    args: [-y, gh]\n    envs: { A: b }\n',
    { gh: { command: 'npx', args: ['-y', 'gh'], env: { A: 'b' } } },
  ],
  [
    'YAML of Continue, a list',
    'mcpServers:\n  - name: x y\n    command: npx\n',
    { 'x-y': { command: 'npx' } },
  ],
  [
    'OpenCode, whose command is a list',
    '{ "mcp": { "all": { "type": "local", "command": ["npx", "-y", "x"], "environment": { "A": "{env:B}" }, "enabled": false } } }',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as it is written in the file
    { all: { command: 'npx', args: ['-y', 'x'], env: { A: '${env:B}' }, disabled: true } },
  ],
];

test.each(PASTED)('%s is read as it is meant', (_, text, expected) => {
  expect(drafts(text)).toEqual(expected);
});

test.each([
  ['nothing', '  \n', 'There is nothing to read'],
  ['a pipe', 'cat x | npx y', '"|" is for a shell'],
  ['an open quote', 'npx "abc', 'a quote (") is never closed'],
  ['JSON that breaks off', '{ "a": ', 'a value is missing'],
  ['JSON without a server', '{ "a": 1 }', 'No server stands in it'],
  ['something that only a shell knows', 'npx -y x $(pwd)', '$(…) is for a shell'],
  ['Signalbox itself', 'signalbox connect --all', 'it is Signalbox itself'],
  ['the address of this engine', 'http://localhost:4870/mcp', 'it is Signalbox itself'],
])('%s is refused with what is wrong', (_, text, message) => {
  expect(() => readSnippet(text, OWN_URL)).toThrow(
    expect.objectContaining({
      code: 'bad-input',
      message: expect.stringMatching(new RegExp(literally(message), 'i')),
    }),
  );
});

function literally(text: string): string {
  return text.replaceAll(/[$()|"…]/g, '\\$&');
}

test.each([
  ['npx @playwright/mcp@latest', 'playwright'],
  ['npx -y @upstash/context7-mcp', 'context7'],
  ['uv --directory /x/weather run server.py', 'weather'],
  ['python -m mcp_server_git', 'git'],
  ['node /a/b/notes/dist/index.js', 'notes'],
  ['docker run -i --rm mcp/time', 'time'],
  ['/opt/tools/my-server', 'my'],
  ['https://api.githubcopilot.com/mcp/', 'githubcopilot'],
  ['http://localhost:3000/mcp', 'remote'],
])('%s is called %s', (text, name) => {
  expect(Object.keys(drafts(text))).toEqual([name]);
});

test.each(['npx foo &', 'npx foo & npx bar', 'npx foo&'])('%s is refused: the & is for a shell', (text) => {
  expect(() => readSnippet(text, OWN_URL)).toThrow('"&" is for a shell: give the command without it');
});

test('an & within an address is part of it', () => {
  expect(drafts('https://mcp.example.com/mcp?a=1&b=2')).toEqual({
    example: { type: 'http', url: 'https://mcp.example.com/mcp?a=1&b=2' },
  });
});
