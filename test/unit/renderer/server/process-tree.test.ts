import { expect, test } from 'vitest';
import { processRows, shortCommand } from '../../../../renderer/screens/server/processes/process-tree.ts';
import { AT } from '../made-up.ts';
import { processView } from '../made-up-history.ts';

const shape = (...processes: Parameters<typeof processRows>[0]) =>
  processRows(processes).living.map(({ process, depth }) => [process.pid, depth]);

test('each process stands under its parent, and siblings keep their order', () => {
  expect(
    shape(
      processView(10, 1, { root: true }),
      processView(11, 10),
      processView(12, 10),
      processView(13, 11),
      processView(20, 1, { root: true }),
    ),
  ).toEqual([
    [10, 0],
    [11, 1],
    [13, 2],
    [12, 1],
    [20, 0],
  ]);
});

test('one whose parent is gone stands alone, and is not left out', () => {
  const gone = processView(10, 1, { root: true, ended_at: AT });
  const { living, ended } = processRows([processView(12, 10), gone]);
  expect(living.map(({ process, depth }) => [process.pid, depth])).toEqual([[12, 0]]);
  expect(ended).toEqual([gone]);
});

test('parents that form a circle after a pid was used again are all shown, once', () => {
  expect(shape(processView(10, 11), processView(11, 10), processView(7, 7))).toEqual([
    [7, 0],
    [10, 0],
    [11, 1],
  ]);
});

test('a tree that is two hundred deep is shown whole', () => {
  const deep = Array.from({ length: 200 }, (_, index) => processView(100 + index, 99 + index));
  expect(shape(...deep).at(-1)).toEqual([299, 199]);
});

test.each([
  ['/usr/bin/node /srv/app/server.js --port 1', 'node server.js --port 1'],
  ["sh -c '/opt/x/run me'", "sh -c 'run me'"],
  ['C:\\Program\\node.exe C:\\a\\b.js', 'node.exe b.js'],
  ['npx -y @scope/pkg https://host/a/b --file=/etc/x', 'npx -y @scope/pkg https://host/a/b --file=/etc/x'],
  ['node / /a', 'node / /a'],
])('%s is shown as %s', (command, shown) => {
  expect(shortCommand(command)).toBe(shown);
});
