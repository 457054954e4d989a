import { describe, expect, test } from 'vitest';
import { installerOf } from '#engine/process/installers/installer-of.ts';

const read = (line: string) => {
  const [command = '', ...args] = line.split(' ');
  return installerOf(command, args);
};

describe('the installer in a command line', () => {
  test.each([
    ['npx -y @modelcontextprotocol/server-memory', 'npx', '@modelcontextprotocol/server-memory'],
    ['npx --yes server@1.2.3 --port 3000', 'npx', 'server@1.2.3'],
    ['/usr/local/bin/npx server', 'npx', 'server'],
    ['C:\\nodejs\\npx.cmd -y server', 'npx', 'server'],
    ['npx -p server -p plugin run-it', 'npx', 'server'],
    ['npx --package=server run-it', 'npx', 'server'],
    ['npx --registry https://npm.example server', 'npx', 'server'],
    ['npm exec -- server', 'npx', 'server'],
    ['npm x server', 'npx', 'server'],
    ['node /usr/lib/npm/bin/npx-cli.js -y server', 'npx', 'server'],
    ['cmd /c npx -y server', 'npx', 'server'],
    ['cmd.exe /d /s /c npx server', 'npx', 'server'],
    ['env NODE_ENV=production -u DEBUG npx server', 'npx', 'server'],
    ['uvx mcp-server-git --repository .', 'uvx', 'mcp-server-git'],
    ['uvx --from git+https://example.com/x tool', 'uvx', 'git+https://example.com/x'],
    ['uvx -p 3.12 mcp-server-time@0.6.2', 'uvx', 'mcp-server-time@0.6.2'],
    ['uv tool run mcp-server-time', 'uvx', 'mcp-server-time'],
    ['uv --directory /srv/app run server.py', 'uvx', 'server.py'],
    ['bunx @scope/server', 'bunx', '@scope/server'],
    ['bun x server', 'bunx', 'server'],
    ['pnpm dlx server', 'pnpm-dlx', 'server'],
    ['pnpm --package=server dlx run-it', 'pnpm-dlx', 'server'],
    ['pnpx server', 'pnpm-dlx', 'server'],
    ['yarn dlx -p server run-it', 'yarn-dlx', 'server'],
    ['pipx run --spec pkg==1 tool', 'pipx', 'pkg==1'],
    ['pipx run tool', 'pipx', 'tool'],
  ])('%s', (line, kind, name) => {
    expect(read(line)).toMatchObject({ kind, package: name });
  });

  test('one text after cmd /c is read by its words', () => {
    expect(installerOf('cmd', ['/c', 'npx -y server'])).toMatchObject({ kind: 'npx', package: 'server' });
  });

  test.each([
    'node server.js',
    'npm start',
    'npm run serve',
    'uv pip install x',
    'uvx',
    'npx',
    'pnpm start',
    'yarn start',
    'pipx list',
    'env',
    'cmd /k',
    '/opt/my-npx-server',
  ])('%s is none', (line) => {
    expect(read(line)).toBeNull();
  });
});

const NOTHING = process.platform === 'win32' ? ['cmd', '/c', 'exit 0'] : ['true'];

describe('what fetches the same into the same cache without running it', () => {
  const fetched = (line: string) => {
    const fetch = read(line)?.fetch;
    return fetch ? [fetch.command, ...fetch.args] : null;
  };

  test('npx and npm exec, with the flags that decide where from and where to', () => {
    expect(fetched('npx -y --registry https://npm.example server@1 --port 3000')).toEqual([
      'npx',
      '--registry=https://npm.example',
      '--yes',
      '--package=server@1',
      '--call',
      'exit 0',
    ]);
    expect(fetched('npm exec -p a -p b -- run-it')).toEqual([
      'npm',
      'exec',
      '--yes',
      '--package=a',
      '--package=b',
      '--call',
      'exit 0',
    ]);
  });

  test('keeps the wrapper around it', () => {
    expect(fetched('cmd /c npx -y server')?.slice(0, 3)).toEqual(['cmd', '/c', 'npx']);
    expect(fetched('node /usr/lib/npm/bin/npx-cli.js server')?.slice(0, 2)).toEqual([
      'node',
      '/usr/lib/npm/bin/npx-cli.js',
    ]);
  });

  test('uvx, with a version after @ as uv wants it after --from', () => {
    expect(fetched('uvx --python 3.12 tool@1.2.3 serve')).toEqual([
      'uvx',
      '--python=3.12',
      '--from=tool==1.2.3',
      ...NOTHING,
    ]);
    expect(fetched('uv tool run --from pkg tool')).toEqual(['uv', 'tool', 'run', '--from=pkg', ...NOTHING]);
  });

  test.each(['bunx server', 'yarn dlx server', 'pipx run tool', 'uv run server.py', 'pnpm dlx server'])(
    'there is no such command for %s',
    (line) => {
      expect(fetched(line)).toBeNull();
    },
  );
});
