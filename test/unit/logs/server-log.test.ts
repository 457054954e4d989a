import { expect, test } from 'vitest';
import { type Candidate, ServerLog } from '#engine/logs/server-log.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const process = {};
const candidate = (text: string, from: object | null = process): Candidate => ({
  stream: 'stderr',
  bytes: text.length,
  process: from,
  content: () => ({ level: 'info', text }),
});

function newLog(): { clock: FakeClock; kept: string[]; log: ServerLog } {
  const clock = new FakeClock();
  const kept: string[] = [];
  const log = new ServerLog(clock, (_stream, _level, text) => kept.push(text));
  log.newProcess(process);
  return { clock, kept, log };
}

test('of a flood the start and the end are kept, and what lies between is counted', () => {
  const { clock, kept, log } = newLog();
  for (let number = 1; number <= 25_000; number++) log.offer(candidate(`line ${number}`));
  expect(kept).toHaveLength(20_000);
  clock.advance(1000);
  expect(kept.slice(20_000)).toEqual([
    '… 4,999 lines (49,990 bytes) dropped: more than 20,000 lines or 8 MiB in a second',
    'line 25000',
  ]);
  log.offer(candidate('after'));
  expect(kept.at(-1)).toBe('after');
  expect(clock.pendingTimers).toBe(0);
});

test('a flood of long lines is limited by its bytes', () => {
  const { kept, log } = newLog();
  const long = 'x'.repeat(65_536);
  for (let number = 1; number <= 1000; number++) log.offer(candidate(long));
  expect(kept).toHaveLength(128);
});

test('steady logging below the limit loses nothing', () => {
  const { clock, kept, log } = newLog();
  for (let second = 0; second < 5; second++) {
    for (let number = 0; number < 15_000; number++) log.offer(candidate('x'));
    clock.advance(1000);
  }
  expect(kept).toHaveLength(75_000);
});

test('the last line is the reason, not what a runtime prints after it', () => {
  const { log } = newLog();
  for (const text of ['Error: boom', '    at main (x.js:1:1)', '', '}', 'Node.js v24.1.0'])
    log.offer(candidate(text));
  expect(log.lastLine()).toBe('Error: boom');
});

test('of a module that is not there the reason is kept, not what Node prints of the error after it', () => {
  const { log } = newLog();
  const reason = "Error: Cannot find module '/home/me/nowhere.js'";
  const after = [
    'Require stack:',
    '- /home/me/index.js',
    '    at Module._resolveFilename (node:internal/modules/cjs/loader:1410:15)',
    '    at node:internal/main/run_main_module:33:47 {',
    "  code: 'MODULE_NOT_FOUND',",
    '  requireStack: []',
    '  requireStack: [',
    "    '/home/me/index.js'",
    '  ]',
    '}',
  ];
  for (const text of [reason, ...after, '', 'Node.js v24.1.0']) log.offer(candidate(text));
  expect(log.lastLine()).toBe(reason);
});

test('of a JavaScript heap that is full the reason is kept, not the native stack after it', () => {
  const { log } = newLog();
  const reason = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';
  const after = ['----- Native stack trace -----', '', ' 1: 0x931db0  [node]', '17: 0x7fc8a8a3d6f1 '];
  for (const text of [reason, ...after]) log.offer(candidate(text));
  expect(log.lastLine()).toBe(reason);
});

test.each([
  [
    'a package that does not exist',
    "404  The requested resource 'no-such-package@*' could not be found",
    ['404', '404 Note that you can also install from a', '404 tarball, folder, http url, or git url.'],
  ],
  [
    'a version that does not exist',
    'notarget No matching version found for some-package@99.',
    [
      'notarget In most cases you or one of your dependencies are requesting',
      "notarget a package version that doesn't exist.",
    ],
  ],
  [
    'a registry that does not answer',
    'network request to https://registry.example/some-package failed, reason: connect ECONNREFUSED',
    [
      'network This is a problem related to network connectivity.',
      'network In most cases you are behind a proxy or have bad network settings.',
      'network',
      'network If you are behind a proxy, please make sure that the',
      "network 'proxy' config is set properly.  See: 'npm help config'",
    ],
  ],
])('of what npm says of %s, the reason is kept, not its advice', (_what, reason, advice) => {
  const log = 'A complete log of this run can be found in: /home/me/.npm/_logs/a.log';
  for (const word of ['error', 'ERR!']) {
    const { log: ofRun } = newLog();
    for (const text of [reason, ...advice, '', log]) ofRun.offer(candidate(`npm ${word} ${text}`));
    expect(ofRun.lastLine()).toBe(`npm ${word} ${reason}`);
  }
});

test('the last line is right in the middle of a flood', () => {
  const { log } = newLog();
  for (let number = 1; number <= 30_000; number++) log.offer(candidate(`line ${number}`));
  expect(log.lastLine()).toBe('line 30000');
});

test('a new process starts without a last line, and neither a stray line nor the old process gives it one', () => {
  const { log } = newLog();
  log.offer(candidate('old'));
  log.newProcess({});
  expect(log.lastLine()).toBeNull();
  log.offer(candidate('late', process));
  log.offer(candidate('stray', null));
  expect(log.lastLine()).toBeNull();
});
