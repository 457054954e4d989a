import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { LaunchSpec } from '#engine/process/process.ts';
import { newTag } from '../fixtures/tree-shapes.ts';
import { type Home, makeHome } from './harness/home.ts';
import { isAlive, pidsNaming } from './harness/processes.ts';
import { openRoom } from './harness/room.ts';
import { guardsOf, startProgram } from './harness/room-engine.ts';
import { until } from './harness/until.ts';

const LISTENS = fileURLToPath(new URL('../fixtures/listens-on-port.js', import.meta.url));

const spec = (home: Home, but: Partial<LaunchSpec> = {}): LaunchSpec => ({
  server: 'web',
  command: process.execPath,
  args: [LISTENS, '0'],
  env: {},
  cwd: null,
  output: { kind: 'file', path: join(home.folder, 'web.log') },
  ...but,
});

const guardOf = (home: Home): number => {
  const [guard] = guardsOf(home);
  if (guard === undefined) throw new Error('no guard');
  return guard;
};

const reportsOf = (home: Home): string =>
  readdirSync(home.places.state)
    .filter((name) => name.startsWith('guard-'))
    .map((name) => readFileSync(join(home.places.state, name), 'utf8'))
    .join('');

test('what the next start has taken over is not ended by the guard of the engine that died', async () => {
  const home = await makeHome();
  const engine = await startProgram(home, spec(home));
  const guard = guardOf(home);
  await engine.kill();
  const next = await openRoom(home);
  const adopted = next.processes.adopt('web');
  expect(adopted?.pid).toBe(engine.pid);
  await until('the guard is gone', () => !isAlive(guard));
  expect(isAlive(engine.pid)).toBe(true);
  expect(await adopted?.stop({ stdinCloseMs: 0, terminateMs: 2_000 })).toMatchObject({ left: [] });
});

test('what a guard has struck already is not taken over but ended, and said', async () => {
  const home = await makeHome();
  const stubborn = spec(home, { command: 'sh', args: ['-c', "trap '' TERM; while :; do sleep 1; done"] });
  const engine = await startProgram(home, stubborn);
  await engine.kill();
  await until('the guard has struck', () => reportsOf(home).includes(`${engine.pid} TERM`));
  const next = await openRoom(home);
  expect(next.processes.survivors()).toEqual([]);
  expect(next.swept).toMatchObject([{ server: 'web', pids: expect.arrayContaining([engine.pid]), left: [] }]);
  expect(isAlive(engine.pid)).toBe(false);
});

test('what only the guard knew of is ended by the start that takes over from it', async () => {
  const home = await makeHome();
  const tag = newTag();
  // It has cleared its environment, and its parent ends with the engine's end of stdin.
  const script = 'env -i sh -c "sleep 600; :" "$0" & read line';
  const engine = await startProgram(home, {
    server: 'bare',
    command: 'sh',
    args: ['-c', script, tag],
    env: {},
    cwd: null,
  });
  const bare = await until('it runs', () => pidsNaming(tag).find((pid) => pid !== engine.pid));
  home.adopt(bare);
  const guard = guardOf(home);
  await engine.kill();
  await until('its parent has ended', () => !isAlive(engine.pid));
  const next = await openRoom(home);
  expect([isAlive(guard), isAlive(bare)]).toEqual([false, false]);
  expect(next.swept).toMatchObject([{ server: 'bare', left: [] }]);
  expect(reportsOf(home)).not.toContain('seen');
});

test('a guard whose state folder was deleted does its work all the same', async () => {
  const home = await makeHome();
  const engine = await startProgram(home, spec(home));
  await engine.kill();
  await rm(home.places.state, { recursive: true });
  await until('the guard has ended it', () => !isAlive(engine.pid), { limitMs: 30_000 });
});
