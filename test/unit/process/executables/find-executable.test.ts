import { describe, expect, test } from 'vitest';
import { candidates, managerOf } from '#engine/process/executables/find-executable.ts';
import { parseShebang } from '#engine/process/executables/start-stamps.ts';

describe('where a command is looked for', () => {
  test('a bare name in every folder of PATH, in its order', () => {
    const options = { folders: ['/a', '/b'], cwd: '/srv', platform: 'linux' } as const;
    expect(candidates('npx', options)).toEqual(['/a/npx', '/b/npx']);
  });

  test('a name with a folder only there, from the working folder', () => {
    const options = { folders: ['/a'], cwd: '/srv', platform: 'darwin' } as const;
    expect(candidates('./run.sh', options)).toEqual(['/srv/run.sh']);
    expect(candidates('/opt/tool', options)).toEqual(['/opt/tool']);
    expect(candidates('', options)).toEqual([]);
  });

  test('on Windows with each ending of PATHEXT, in the working folder before PATH', () => {
    const options = {
      folders: ['C:\\node'],
      cwd: 'C:\\work',
      platform: 'win32',
      pathext: '.EXE;.CMD',
    } as const;
    expect(candidates('npx', options)).toEqual([
      'C:\\work\\npx.exe',
      'C:\\work\\npx.cmd',
      'C:\\node\\npx.exe',
      'C:\\node\\npx.cmd',
    ]);
  });

  test('on Windows a name with an ending is tried as it is first, and what Windows has stands in for a missing PATHEXT', () => {
    const options = { folders: ['C:\\node'], cwd: 'C:\\work', platform: 'win32' } as const;
    expect(candidates('C:\\node\\npx.cmd', options)[0]).toBe('C:\\node\\npx.cmd');
    expect(candidates('tool', options)).toContain('C:\\node\\tool.bat');
  });
});

describe('whose a program is', () => {
  test.each([
    ['/home/me/.nvm/versions/node/v22.1.0/bin/npx', 'nvm'],
    ['/home/me/.local/share/fnm/node-versions/v20.0.0/installation/bin/node', 'fnm'],
    ['/run/user/1000/fnm_multishells/12_34/bin/npx', 'fnm'],
    ['/home/me/.asdf/shims/node', 'asdf'],
    ['/home/me/.volta/bin/npx', 'volta'],
    ['C:\\Users\\me\\AppData\\Local\\Volta\\bin\\npx.exe', 'volta'],
    ['/home/me/.local/share/mise/shims/node', 'mise'],
    ['/home/me/.nodenv/shims/node', 'nodenv'],
    ['/root/.pyenv/shims/uvx', 'pyenv'],
    ['/opt/homebrew/bin/uvx', 'homebrew'],
    ['/usr/local/Cellar/node/22.0.0/bin/npx', 'homebrew'],
    ['C:\\Users\\me\\AppData\\Roaming\\nvm\\v22.1.0\\npx.cmd', 'nvm'],
    ['/usr/bin/npx', null],
    ['/home/me/volta/readme', null],
  ])('%s belongs to %s', (path, manager) => {
    expect(managerOf(path)).toBe(manager);
  });
});

describe('the program of a first line', () => {
  test.each([
    ['#!/bin/sh\necho', '/bin/sh'],
    ['#!/usr/bin/env node\n', 'node'],
    ['#!/usr/bin/env -S LANG=C node --no-warnings\n', 'node'],
    ['#! /usr/bin/python3 -u\n', '/usr/bin/python3'],
    ['\u007fELF\u0002', null],
    ['', null],
    ['#!\n', null],
  ])('%j names %s', (start, program) => {
    expect(parseShebang(start)).toBe(program);
  });
});
