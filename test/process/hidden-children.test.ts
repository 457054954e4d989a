import { expect, onTestFinished, test } from 'vitest';
import { fixture } from './harness/fixture.ts';
import { type Home, makeHome } from './harness/home.ts';
import { type Look, pidOf } from './harness/look.ts';
import { openEngine } from './harness/open-engine.ts';
import { isAlive } from './harness/processes.ts';
import { serve } from './harness/serve.ts';
import { until } from './harness/until.ts';

/** The product's promise: so long after its engine was killed nothing of a server is left. */
const PROMISE_MS = 8_000;

/** The child that left group and environment behind, once the engine has seen it in the tree. */
async function untilHiddenChildIsSeen(
  home: Home,
  look: Look,
  logs: () => Promise<string[]>,
): Promise<number> {
  const pid = await until('the server names its child', async () => {
    const line = (await logs()).findLast((text) => text.startsWith('grandchild '));
    return line === undefined ? null : Number(line.split(' ')[1]);
  });
  home.adopt(pid);
  await look.untilServer('hermit', 'is sampled with its child', ({ processes }) => processes === 2);
  return pid;
}

test('a child without group and mark is swept when its server crashes, is stopped, and once more', async () => {
  const home = await makeHome();
  await home.configure({ hermit: fixture('hides-its-child') });
  const engine = await openEngine(home);
  const logs = async () => (await engine.call('logs', { servers: ['hermit'] })).lines.map(({ text }) => text);
  const [first] = await engine.untilReady('hermit');
  if (first === undefined) throw new Error('not ready');
  const child = await untilHiddenChildIsSeen(home, engine, logs);

  process.kill(pidOf(first), 'SIGKILL');
  await engine.untilServer('hermit', 'is back', ({ state, restarts }) => state === 'ready' && restarts === 1);
  expect(isAlive(child)).toBe(false);

  const next = await until('the next child is there', async () => {
    const pid = await untilHiddenChildIsSeen(home, engine, logs);
    return pid === child ? null : pid;
  });
  await engine.call('stop', { names: ['hermit'] });
  expect(isAlive(next)).toBe(false);
});

test('a child without group and mark is gone 8 s after the engine was killed', async () => {
  const home = await makeHome();
  await home.configure({ hermit: fixture('hides-its-child') });
  const engine = await serve(home);
  await engine.untilReady('hermit');
  const logs = async () => (await engine.call('logs', { servers: ['hermit'] })).lines.map(({ text }) => text);
  const child = await untilHiddenChildIsSeen(home, engine, logs);
  onTestFinished(() => {
    if (isAlive(child)) process.kill(child, 'SIGKILL');
  });
  process.kill(engine.pid, 'SIGKILL');
  await until('the hidden child is gone', () => !isAlive(child), { limitMs: PROMISE_MS });
  await until('the guard is gone too', () => home.processes().length === 0);

  const after = await serve(home);
  const told = (await after.register('hermit')).find(({ kind }) => kind === 'swept');
  expect(told?.text).toContain(String(child));
});

test('a child without group and mark that was seen is swept by the next start when the guard was killed too', async () => {
  const home = await makeHome();
  await home.configure({ hermit: fixture('hides-its-child') });
  const engine = await serve(home);
  const [server] = await engine.untilReady('hermit');
  if (server === undefined) throw new Error('not ready');
  const logs = async () => (await engine.call('logs', { servers: ['hermit'] })).lines.map(({ text }) => text);
  const child = await untilHiddenChildIsSeen(home, engine, logs);
  onTestFinished(() => {
    if (isAlive(child)) process.kill(child, 'SIGKILL');
  });
  const guard = home.processes().find(({ commandLine }) => commandLine.includes('signalbox-guard'));
  if (guard === undefined) throw new Error('no guard');
  process.kill(guard.pid, 'SIGKILL');
  process.kill(engine.pid, 'SIGKILL');
  await engine.ended;
  // Nothing leads to the child but what was seen of it.
  await until('the server has ended with its stdin', () => !isAlive(pidOf(server)));
  expect(isAlive(child)).toBe(true);

  await home.configure({});
  const after = await serve(home);
  expect(isAlive(child)).toBe(false);
  const told = (await after.register('hermit')).find(({ kind }) => kind === 'swept');
  expect(told?.text).toContain(String(child));
});
