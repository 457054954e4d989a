import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { makePlaces, places } from '#engine/places.ts';

test('SIGNALBOX_HOME puts everything under one folder', () => {
  expect(places({ SIGNALBOX_HOME: '/srv/sb' })).toEqual({
    home: '/srv/sb',
    config: '/srv/sb',
    state: '/srv/sb/state',
    logs: '/srv/sb/logs',
    configFile: '/srv/sb/servers.json',
    databaseFile: '/srv/sb/state/signalbox.sqlite',
    historyFile: '/srv/sb/state/history.sqlite',
    runtimeFile: '/srv/sb/state/runtime.json',
  });
  expect(places({ SIGNALBOX_HOME: 'here' }).home).toBe(resolve('here'));
});

test.each([undefined, '', ' '])('without it (%j) each kind goes to the folder of the system', (home) => {
  const { home: none, ...paths } = places({ SIGNALBOX_HOME: home });
  expect(none).toBeNull();
  for (const path of Object.values(paths)) {
    expect(isAbsolute(path)).toBe(true);
    expect(path).toContain('signalbox');
  }
});

test('the folders are open to their owner alone', async () => {
  const home = await mkdtemp(join(tmpdir(), 'signalbox-places-'));
  try {
    const made = places({ SIGNALBOX_HOME: join(home, 'deep', 'home') });
    await makePlaces(made);
    await makePlaces(made);
    for (const folder of [made.config, made.state, made.logs]) {
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
    }
  } finally {
    await rm(home, { recursive: true });
  }
});
