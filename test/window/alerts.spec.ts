import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { lamp, serverRow, shownPid } from './fixtures/dashboard.ts';
import { REPOSITORY, wellBehaved } from './fixtures/home.ts';
import { expect, test } from './fixtures/signalbox.ts';
import { violations } from './fixtures/violations.ts';

/** While this file is there the database starts; without it, it says that it never will. */
const GATE = join(tmpdir(), `signalbox-gate-${process.pid}`);
const PROGRAM = pathToFileURL(join(REPOSITORY, 'test', 'fixtures', 'servers', 'well-behaved.js'));
const DB = `if (!require('node:fs').existsSync(${JSON.stringify(GATE)})) {
  console.error('the disk of the database is gone');
  process.exit(78);
}
import(${JSON.stringify(PROGRAM.href)});`;

const CONFIGURATION = {
  alerts: {
    settle: 0,
    editQuiet: 0,
    rules: { critical_dependency: { for: '1s' } },
    channels: { native: { enabled: false } },
  },
  mcpServers: {
    db: { command: process.execPath, args: ['-e', DB], restart: { preventOn: [78] } },
    web: {
      ...wellBehaved(),
      health: { checks: [{ server: 'db', critical: true, interval: '1s' }] },
    },
  },
};

test.use({ configuration: JSON.stringify(CONFIGURATION) });
test.beforeEach(() => writeFile(GATE, ''));
test.afterEach(() => rm(GATE, { force: true }));

test('a dependency is killed: one alert says so with what comes from it, until it is seen, silenced and over', async ({
  page,
}) => {
  for (const name of ['db', 'web']) await expect(lamp(serverRow(page, name))).toHaveAccessibleName('healthy');
  const pid = await shownPid(serverRow(page, 'db'));
  if (pid === null) throw new Error('the row shows no pid');

  await rm(GATE);
  process.kill(pid, 'SIGKILL');

  await page.getByRole('button', { name: 'Alerts, 1 firing' }).click();
  const db = page.getByRole('region', { name: 'Alerts of db' });
  await expect(db.getByRole('article')).toHaveCount(1);
  await expect(db.getByRole('article')).toContainText(/^db can’t start.*78/s);
  await db.getByRole('button', { name: '1 more comes from this' }).click();
  await expect(db).toContainText(/web .*Because db, which it depends on, can’t start\./);
  await expect(page.getByRole('region', { name: 'Alerts of web' })).toBeHidden();
  await expect(db.getByRole('list', { name: 'What happened around it' })).toContainText('SIGKILL');
  expect(await violations(page)).toEqual([]);

  await db.getByRole('button', { name: /^Acknowledge / }).click();
  const seen = page.getByRole('region', { name: 'Acknowledged', exact: true });
  await expect(seen).toContainText('db can’t start');
  await expect(page.getByRole('button', { name: 'Alerts', exact: true })).toBeVisible();

  await seen.getByRole('button', { name: /^Silence / }).click();
  await page.getByRole('menuitem', { name: 'For 1 hour' }).click();
  const silenced = page.getByRole('region', { name: 'Silenced', exact: true });
  await expect(silenced).toContainText(/silenced until \d\d:\d\d|silenced until tomorrow/);
  await page.getByRole('tab', { name: 'Silences' }).click();
  await expect(page.getByRole('list', { name: 'Silences' }).getByRole('listitem')).toHaveCount(1);

  await writeFile(GATE, '');
  await page.getByRole('tab', { name: 'Now' }).click();
  await silenced.getByRole('button', { name: 'Start db' }).click();
  await expect(page.getByRole('heading', { name: 'No alerts' })).toBeVisible();
  await page.getByRole('tab', { name: 'History' }).click();
  const past = page.getByRole('region', { name: 'Alerts that there were' });
  await expect(past.locator('tr[data-alert]').filter({ hasText: 'db can’t start' })).toContainText(
    /back|runs|started/i,
  );
  await page.getByRole('tab', { name: 'Incidents' }).click();
  await expect(
    page.getByRole('region', { name: 'Incidents that there were' }).locator('tbody tr'),
  ).toHaveCount(1);
});
