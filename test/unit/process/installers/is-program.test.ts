import { describe, expect, test } from 'vitest';
import { isProgram } from '#engine/process/installers/is-installing.ts';

const look = (line: string, lifecycle: string | null = null) => ({ argv: line.split(' '), lifecycle });

describe('in the tree of npx', () => {
  test.each([
    ['npm exec server', null, false],
    ['node /usr/bin/npx -y server', null, false],
    ['git clone https://example.com', null, false],
    ['sh -c node-gyp rebuild', 'install', false],
    ['node install.js', 'postinstall', false],
    ['sh -c server', 'npx', true],
    ['node /home/me/.npm/_npx/abc/node_modules/.bin/server', 'npx', true],
  ])('%s (%s) is the program: %s', (line, lifecycle, expected) => {
    expect(isProgram(look(line, lifecycle), 'npx')).toBe(expected);
  });
});

describe('in the tree of uvx', () => {
  const cache = '/home/me/.cache/uv';
  test.each([
    ['/usr/bin/uv tool uvx server', false],
    ['uvx server', false],
    ['/usr/bin/git fetch', false],
    [`/usr/bin/python3 -I -B ${cache}/.tmp1/get_interpreter_info.py`, false],
    [`${cache}/builds-v0/.tmpAb/bin/python -c import_setup`, false],
    ['cc1plus -quiet x.cc', false],
    [`${cache}/archive-v0/xyz/bin/python ${cache}/archive-v0/xyz/bin/mcp-server-git`, true],
    [`${cache}/archive-v0/xyz/bin/python -m mcp_server_git`, true],
    ['/usr/bin/python3 -m pip install x', false],
    [`${cache}/archive-v0/xyz/bin/native-server`, true],
  ])('%s is the program: %s', (line, expected) => {
    expect(isProgram(look(line), 'uvx')).toBe(expected);
  });
});

describe('in the trees of others', () => {
  test.each([
    ['bun x server', null, false],
    ['node server.js', 'bunx', true],
    ['node /usr/lib/pnpm/bin/pnpm.cjs dlx server', null, false],
    ['node install.js', 'postinstall', false],
    ['node /home/me/.cache/pnpm/dlx/abc/node_modules/server/index.js', null, true],
  ])('%s (%s) is the program: %s', (line, lifecycle, expected) => {
    expect(isProgram(look(line, lifecycle), 'pnpm-dlx')).toBe(expected);
  });
});
