import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FIXTURES, fixture } from '../harness/fixture.ts';
import { makeHome } from '../harness/home.ts';
import { serve } from '../harness/serve.ts';
import { until } from '../harness/until.ts';
import { openNotificationDaemon } from './harness/notification-daemon.ts';
import { openPrivateBus } from './harness/private-bus.ts';

test('a server that can’t start is told on the desktop also without the desktop app, and started by its button', async () => {
  const home = await makeHome();
  const { address } = await openPrivateBus();
  const daemon = await openNotificationDaemon(address);
  const command = join(home.folder, 'github');
  await home.configure(
    { github: { command }, memory: fixture('well-behaved') },
    { alerts: { settle: '0s', editQuiet: '0s', groupWait: '1s' } },
  );
  const engine = await serve(home, { env: { DBUS_SESSION_BUS_ADDRESS: address } });
  const { id, summary, actions, urgency } = await until('it is shown', () => daemon.notified[0]);
  expect(summary).toContain('github');
  expect(actions).toMatchObject({ default: 'Open', start: 'Start', snooze: 'Snooze for 1 h' });
  expect(urgency).toBe(2);

  await writeFile(command, `#!/bin/sh\nexec '${process.execPath}' '${FIXTURES}well-behaved.js'\n`);
  await chmod(command, 0o700);
  daemon.press(id, 'start');
  await until('it runs', async () => (await engine.server('github')).state === 'ready');
  expect(await engine.end()).toBe(0);
});
