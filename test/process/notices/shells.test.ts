import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ELECTRON_DOUBLE, REPOSITORY, startApp } from '../desktop/started-app.ts';
import { fixture } from '../harness/fixture.ts';
import { type Home, makeHome } from '../harness/home.ts';
import { until } from '../harness/until.ts';
import { openNotificationDaemon } from './harness/notification-daemon.ts';
import { openPrivateBus } from './harness/private-bus.ts';

const SHELLS = {
  'the desktop app': (home: Home, address: string) =>
    startApp(home, [process.execPath, join(REPOSITORY, 'main', 'start.ts')], {
      DISPLAY: ':0',
      ELECTRON_OVERRIDE_DIST_PATH: ELECTRON_DOUBLE,
      DBUS_SESSION_BUS_ADDRESS: address,
    }),
  'signalbox serve': (home: Home, address: string) =>
    startApp(
      home,
      [process.execPath, join(REPOSITORY, 'main', 'cli', 'signalbox.js'), 'serve', '--port', '0'],
      { DBUS_SESSION_BUS_ADDRESS: address },
    ),
};

test.each(Object.entries(SHELLS))(
  'an alert is shown on the desktop by %s, and its button restarts the server',
  async (_shell, start) => {
    const home = await makeHome();
    const { address } = await openPrivateBus();
    const daemon = await openNotificationDaemon(address);
    const rules = { high_memory: { above: '1MB', for: '0s', severity: 'critical' } };
    await home.configure(
      { github: fixture('well-behaved') },
      { alerts: { settle: '0s', editQuiet: '0s', groupWait: '1s', rules } },
    );
    const app = start(home, address);
    const notified = await until('it is shown', () => daemon.notified[0], { seen: app.output });
    expect(notified).toMatchObject({
      app: 'Signalbox',
      summary: expect.stringContaining('github'),
      body: expect.stringMatching(/\d MB/),
      actions: { default: 'Open', restart: 'Restart', snooze: 'Snooze for 1 h' },
      urgency: 2,
    });
    const before = home.pidsOf('github');
    expect(before).not.toEqual([]);
    daemon.press(notified.id, 'restart');
    await until('another runs', () => home.pidsOf('github').some((pid) => !before.includes(pid)), {
      seen: app.output,
    });
    expect(await app.end('SIGTERM')).toBe(0);
  },
);
