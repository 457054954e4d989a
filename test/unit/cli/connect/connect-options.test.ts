import { expect, test } from 'vitest';
import { readConnectArguments } from '../../../../main/cli/connect/connect-options.ts';

const plain = { server: null, label: null, mayStart: true, home: null };

test.each([
  [['memory'], { ...plain, server: 'memory' }],
  [['--all'], plain],
  [['memory', '--client', 'claude code'], { ...plain, server: 'memory', label: 'claude code' }],
  [['--no-start', '--home', '/a/b', 'memory'], { ...plain, server: 'memory', mayStart: false, home: '/a/b' }],
])('%j is understood without a library', (argv, options) => {
  expect(readConnectArguments(argv)).toEqual(options);
});

test.each([
  [[]],
  [['--help']],
  [['memory', '-h']],
  [['memory', 'time']],
  [['memory', '--all']],
  [['']],
  [['memory', '--client']],
  [['memory', '--client', '--all']],
  [['memory', '--client', 'a\r\nX-Evil: 1']],
  [['memory', '--client', 'é']],
  [['memory', '--client=claude']],
  [['--', 'memory']],
])('%j is left to the library, which knows what to say', (argv) => {
  expect(readConnectArguments(argv)).toBeNull();
});
