import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FakeEngine, startFakeEngine } from './fake-engine.ts';
import { type CliHome, makeCliHome } from './run-cli.ts';

let home: CliHome;
let engine: FakeEngine;
let intact: boolean;

const change = {
  id: 12,
  at: '2026-11-21T13:00:00.000Z',
  by: { kind: 'mcp', name: 'claude\u001b[2J' },
  action: 'restore',
  why: 'it was better',
  summary: '1 value of time changed',
  changes: [],
  before: 'servers-1.json',
  after: 'servers-2.json',
  hash: '',
};
const plan = { start: [], stop: [], restart: ['time'], update: [], keep: ['git'] };

beforeEach(async () => {
  home = await makeCliHome();
  intact = true;
  engine = await startFakeEngine((path) => ({ status: 200, body: answerOf(path) }));
  await home.writeRuntimeFile(engine.runtime);
});

afterEach(async () => {
  await engine.close();
  await home.remove();
});

function answerOf(path: string): unknown {
  switch (path) {
    case '/queries/configuration-history':
      return { changes: [change], proof: { intact, fault: intact ? null : 'line 3 was changed' } };
    case '/queries/configuration-version':
      return { text: '', now: '', changes: [{ key: 'mcpServers.time.cwd', before: '"/a"', after: null }] };
    case '/queries/configuration-text':
      return { file: '/f', format: 'jsonc', text: '', revision: 'r1', locked: null };
    case '/commands/restore-configuration':
      return { plan, revision: 'r2' };
    default:
      return { version: 'servers-3.json' };
  }
}

test('the history says when, who, what and why, and shows no control character', async () => {
  const run = home.run('config', 'history', '--server', 'time');
  expect(await run.exitCode).toBe(0);
  expect(run.out[1]).toMatch(
    /^12 {2}2026-11-21 \S+ {2}MCP client claude\\x1b\[2J {2}restored: 1 value of time changed \(it was better\)$/,
  );
  expect(engine.calls[0]?.input).toEqual({ server: 'time', limit: 50 });
});

test('a history that somebody has changed is told, and by the exit code too', async () => {
  expect(await home.run('config', 'history', '--verify').exitCode).toBe(0);
  intact = false;
  const run = home.run('config', 'history', '--verify');
  expect(await run.exitCode).toBe(1);
  expect(run.out).toEqual(['Not as written: line 3 was changed.']);
});

test('what going back would change is shown, and done only when it is wanted', async () => {
  const look = home.run('config', 'restore', '12', '--before');
  expect(await look.exitCode).toBe(0);
  expect(look.out).toEqual(['mcpServers.time.cwd  "/a" → nothing']);
  expect(look.notes).toEqual(['Nothing is changed yet: add --yes to do it.']);
  expect(engine.calls.map(({ path }) => path)).not.toContain('/commands/restore-configuration');
  const run = home.run('config', 'restore', '12', '--before', '--yes', '--reason', 'too slow');
  expect(await run.exitCode).toBe(0);
  expect(run.notes).toEqual(['Restored: restarts time, leaves 1 as they are.']);
  expect(engine.calls.at(-1)?.input).toEqual({
    version: 'servers-1.json',
    revision: 'r1',
    reason: 'too slow',
  });
});

test('a version is named by its number or its name', async () => {
  const run = home.run('config', 'diff', '12');
  expect(await run.exitCode).toBe(0);
  expect(engine.calls.at(-1)?.input).toEqual({ version: 'servers-2.json' });
  expect(await home.run('config', 'diff', 'servers-7.json').exitCode).toBe(0);
  expect(engine.calls.at(-1)?.input).toEqual({ version: 'servers-7.json' });
  const none = home.run('config', 'diff', '13');
  expect(await none.exitCode).toBe(1);
  expect(none.notes.join()).toContain('There is no change 13');
});

test('a backup says its name', async () => {
  const run = home.run('config', 'backup');
  expect(await run.exitCode).toBe(0);
  expect(run.out).toEqual(['servers-3.json']);
});
