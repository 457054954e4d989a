import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findSessionBus } from '../../../main/notices/session-bus.ts';

test('the bus is the one that the session names', () => {
  const environment = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/a', XDG_RUNTIME_DIR: '/b' };
  expect(findSessionBus(environment, 'linux', 1000)).toEqual({ kind: 'address', address: 'unix:path=/a' });
});

test('where the session names none, it is looked for where systemd puts it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-bus-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const environment = { DBUS_SESSION_BUS_ADDRESS: '', XDG_RUNTIME_DIR: folder };
  expect(findSessionBus(environment, 'linux', 1000)).toEqual({
    kind: 'none',
    reason: 'there is no session bus (DBUS_SESSION_BUS_ADDRESS is not set)',
  });
  await writeFile(join(folder, 'bus'), '');
  expect(findSessionBus(environment, 'linux', 1000)).toEqual({
    kind: 'address',
    address: `unix:path=${folder}/bus`,
  });
});

test.each(['disabled:', 'autolaunch:'])('none is started or looked for with %s', (address) => {
  expect(findSessionBus({ DBUS_SESSION_BUS_ADDRESS: address }, 'linux', 0)).toEqual({
    kind: 'none',
    reason: `DBUS_SESSION_BUS_ADDRESS is ${address}`,
  });
});

test('other systems have none', () => {
  const environment = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/a' };
  expect(findSessionBus(environment, 'darwin', 501).kind).toBe('none');
  expect(findSessionBus(environment, 'win32', undefined).kind).toBe('none');
});
