import { describe, expect, test } from 'vitest';
import {
  isFromTerminal,
  joinPath,
  mergeFolders,
  pathVariable,
  splitPath,
} from '#engine/process/executables/path-folders.ts';

describe('the folders of a PATH', () => {
  test('are each taken once, without a slash at the end, and ~ is the home folder', () => {
    expect(splitPath('/usr/bin:/bin/:/usr/bin/:~/bin:~', 'linux', '/home/me')).toEqual([
      '/usr/bin',
      '/bin',
      '/home/me/bin',
      '/home/me',
    ]);
  });

  test('an empty entry, which would mean any current folder, is left out', () => {
    expect(splitPath(':/bin::', 'linux', '/home/me')).toEqual(['/bin']);
    expect(splitPath('', 'darwin', '/home/me')).toEqual([]);
  });

  test('on Windows they are parted by semicolons and may be quoted', () => {
    expect(splitPath('C:\\Windows;"C:\\Program Files\\nodejs";', 'win32', 'C:\\Users\\me')).toEqual([
      'C:\\Windows',
      'C:\\Program Files\\nodejs',
    ]);
    expect(joinPath(['C:\\a', 'C:\\b'], 'win32')).toBe('C:\\a;C:\\b');
    expect(joinPath(['/a', '/b'], 'linux')).toBe('/a:/b');
  });

  test('Windows keeps it under whatever spelling the environment has', () => {
    expect(pathVariable({ Path: 'C:\\Windows' }, 'win32')).toBe('Path');
    expect(pathVariable({}, 'win32')).toBe('PATH');
    expect(pathVariable({ Path: '/bin' }, 'linux')).toBe('PATH');
  });
});

describe('a PATH from two sides', () => {
  const inherited = ['/venv/bin', '/usr/bin'];
  const shell = ['/home/me/.local/bin', '/usr/bin', '/bin'];

  test('begins with the shell’s folders in an app that a desktop started', () => {
    expect(mergeFolders({ inherited, shell, fromTerminal: false })).toEqual([
      '/home/me/.local/bin',
      '/usr/bin',
      '/bin',
      '/venv/bin',
    ]);
  });

  test('begins with the inherited folders where a person started it in a terminal, since those were meant', () => {
    expect(mergeFolders({ inherited, shell, fromTerminal: true })).toEqual([
      '/venv/bin',
      '/usr/bin',
      '/home/me/.local/bin',
      '/bin',
    ]);
  });

  test('a terminal shows itself by stdout, or by TERM and SHLVL together', () => {
    expect(isFromTerminal({}, true)).toBe(true);
    expect(isFromTerminal({ TERM: 'xterm', SHLVL: '1' }, false)).toBe(true);
    expect(isFromTerminal({ TERM: 'xterm' }, false)).toBe(false);
    expect(isFromTerminal({ SHLVL: '1' }, false)).toBe(false);
  });
});
