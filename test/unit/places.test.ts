import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { otherConfigurationFiles } from '#engine/configuration-files.ts';
import { makePlaces, places } from '#engine/places.ts';

test('SIGNALBOX_HOME puts everything under one folder', () => {
  expect(places({ SIGNALBOX_HOME: '/srv/sb' })).toEqual({
    home: '/srv/sb',
    config: '/srv/sb',
    state: '/srv/sb/state',
    logs: '/srv/sb/logs',
    configFile: '/srv/sb/servers.json',
    isConfigFileNamed: false,
    databaseFile: '/srv/sb/state/signalbox.sqlite',
    historyFile: '/srv/sb/state/history.sqlite',
    runtimeFile: '/srv/sb/state/runtime.json',
    pidFile: null,
  });
  expect(places({ SIGNALBOX_HOME: 'here' }).home).toBe(resolve('here'));
});

test.each([undefined, '', ' '])('without it (%j) each kind goes to the folder of the system', (home) => {
  const { home: none, isConfigFileNamed: _, pidFile: __, ...paths } = places({ SIGNALBOX_HOME: home });
  expect(none).toBeNull();
  for (const path of Object.values(paths)) {
    expect(isAbsolute(path)).toBe(true);
    expect(path).toContain('signalbox');
  }
});

test('MCP_LOG_DIR is the folder for logs, and MCP_PID_DIR that of the pid', () => {
  const found = places({ SIGNALBOX_HOME: '/srv/sb', MCP_LOG_DIR: '/var/log/mcp', MCP_PID_DIR: '/run/mcp' });
  expect(found).toMatchObject({
    state: '/srv/sb/state',
    logs: '/var/log/mcp',
    pidFile: '/run/mcp/signalbox.pid',
    runtimeFile: '/srv/sb/state/runtime.json',
  });
});

test('the configuration is the first that is there, or the one that is named', async () => {
  const home = await mkdtemp(join(tmpdir(), 'signalbox-places-'));
  const found = (config?: string): string =>
    places({ SIGNALBOX_HOME: home, SIGNALBOX_CONFIG: config }).configFile;
  try {
    expect(found()).toBe(join(home, 'servers.json'));
    for (const name of ['servers.yml', 'servers.yaml', 'servers.jsonc', 'servers.json']) {
      await writeFile(join(home, name), '');
      expect(found()).toBe(join(home, name));
    }
    expect(otherConfigurationFiles(found())).toEqual(['servers.jsonc', 'servers.yaml', 'servers.yml']);
    expect(otherConfigurationFiles(join(home, 'servers.yaml'))).toEqual([]);
    expect(found(' ')).toBe(join(home, 'servers.json'));
    expect(found('mine.yaml')).toBe(resolve('mine.yaml'));
    expect(places({ SIGNALBOX_CONFIG: 'mine.yaml' }).isConfigFileNamed).toBe(true);
  } finally {
    await rm(home, { recursive: true });
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
