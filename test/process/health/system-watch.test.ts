import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createSystemWatch } from '#engine/health/health.ts';
import { type Clock, systemClock } from '#engine/ports.ts';
import { makeHome } from '../harness/home.ts';
import { until } from '../harness/until.ts';

/** The pace of the watch without its waits: its looks are real, the half minute between them is none. */
const hurried: Clock = {
  ...systemClock,
  after: (ms, then) => systemClock.after(ms === 30_000 ? 20 : ms, then),
};

async function watched() {
  const home = await makeHome();
  const state = join(home.folder, 'own-state');
  const token = join(state, 'token');
  await mkdir(state, { mode: 0o700 });
  await writeFile(token, 'secret', { mode: 0o600 });
  const told: string[] = [];
  const watch = createSystemWatch({
    clock: hurried,
    folders: [{ name: 'state', path: state }],
    privateFiles: [token, join(state, 'not-there')],
    needsNetwork: () => [],
    onChange() {},
    tell: ({ lamp, text }) => void told.push(`${lamp} ${text}`),
    onFault: (message) => {
      throw new Error(message);
    },
  });
  onTestFinished(() => watch.close());
  await until('the machine was looked at', () => watch.facts());
  return { watch, state, token, told };
}

test('what the kernel tells of disk and memory is what the verdict rests on', async () => {
  const { watch, state, token } = await watched();
  const facts = watch.facts();
  expect(facts?.folders).toEqual([
    { path: state, unwritable: null, others: 'nothing' },
    { path: token, unwritable: null, others: 'nothing' },
  ]);
  const [disk] = facts?.disks ?? [];
  expect(disk?.holds).toEqual(['state']);
  expect(disk?.totalBytes).toBeGreaterThan(disk?.freeBytes ?? Number.NaN);
  if (process.platform === 'linux') expect(facts?.memory?.availableBytes).toBeGreaterThan(0);
  expect(watch.report().levels[0]?.evidence).toMatch(/^the disk with state has .* free of /);
});

test('a folder that others may read is told, and that it is private again', async () => {
  const { state, token, told, watch } = await watched();
  await chmod(state, 0o755);
  await chmod(token, 0o644);
  await until('both are told', () => told.filter((line) => line.includes('may read')).length === 2);
  expect(told).toContain(
    `info Others on this machine may read ${state}; "chmod go= ${state}" keeps it private`,
  );
  expect(watch.report().lost.filter(({ code }) => code === 'readable-by-others').length).toBe(2);
  await chmod(state, 0o700);
  await until('it is told', () => told.includes(`ok ${state} is private again`));
});

test('a folder that is gone is told as one that can’t be written', async () => {
  const { state, told, watch } = await watched();
  await rm(state, { recursive: true });
  await until('it is told', () => told.includes(`bad ${state} can't be written: it is not there`));
  expect(watch.report()).toMatchObject({ status: 'unhealthy' });
});
