import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { fixture } from '../harness/fixture.ts';
import { makeHome } from '../harness/home.ts';
import { openEngine } from '../harness/open-engine.ts';
import { until } from '../harness/until.ts';
import { sampling, start } from './sampled.ts';

test('a process that has ended and was not waited for is a zombie in the list of its server', async () => {
  const home = await makeHome();
  await home.configure({ careless: fixture('leaves-a-zombie') });
  const engine = await openEngine(home);
  await engine.untilReady('careless');
  const seen = await until('the zombie is listed', async () => {
    const { processes } = await engine.call('server', { name: 'careless' });
    return processes.some(({ status }) => status === 'zombie') ? processes : null;
  });
  const zombie = seen.find(({ status }) => status === 'zombie');
  expect(zombie).toMatchObject({ ended_at: null, memory_bytes: null, threads: null, children: 0 });
  const root = seen.find((one) => one.root);
  expect(root).toMatchObject({
    status: 'sleeping',
    executable: process.execPath,
    working_folder: expect.any(String),
    children: 1,
    threads: expect.any(Number),
    open_files: expect.any(Number),
  });
  const { processes } = await engine.server('careless');
  expect(processes).toBe(2);
});

test('a process that ends is no longer among the figures, and what it used stays counted', async () => {
  const { pid, child } = await start('sh', [
    '-c',
    'sleep 600 & first=$!; sleep 600 & read line; kill $first; wait',
  ]);
  const sample = sampling(pid);
  const before = await until('all three run', async () => {
    const now = await sample();
    return now.processes === 3 ? now : null;
  });
  child.stdin?.write('\n');
  const after = await until('one has ended', async () => {
    const now = await sample();
    return now.processes === 2 ? now : null;
  });
  expect([...before.figures.keys()]).toEqual(expect.arrayContaining([...after.figures.keys()]));
  expect(after.usage.cpu_user_seconds).toBeGreaterThanOrEqual(before.usage.cpu_user_seconds ?? 0);
});

const isRoot = process.getuid?.() === 0;
/** A process of another user is needed: init, seen by nobody. */
test.runIf(isRoot || statSync('/proc/1').uid !== process.getuid?.())(
  'what another user’s process keeps to itself is denied, never 0',
  () => {
    const program = fileURLToPath(new URL('sample-init.ts', import.meta.url));
    const told = execFileSync(process.execPath, [program], { encoding: 'utf8' });
    expect(JSON.parse(told)).toMatchObject({
      figures: {
        status: 'denied',
        usage: {
          memory_bytes: expect.any(Number),
          read_bytes: null,
          written_bytes: null,
          pss_bytes: null,
          connections: null,
        },
      },
      sum: { read_bytes: null },
    });
  },
);
