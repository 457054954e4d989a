import { cell, foldFacts, lamp, registerEntries, serverRow, shownPid } from './fixtures/dashboard.ts';
import { expect, test } from './fixtures/signalbox.ts';

const STARTERS = ['everything', 'filesystem', 'memory', 'sequential-thinking'];

test('the first start shows four real servers, healthy, with revision, version, tools and pid', async ({
  page,
}) => {
  await expect(page.getByRole('status', { name: 'Overview' })).toContainText('All clear');
  for (const name of STARTERS) {
    const row = serverRow(page, name);
    await expect(lamp(row)).toHaveAccessibleName('healthy');
    await expect(row).toContainText(/\d{4}-\d{2}-\d{2} · stdio/);
    await expect(cell(row, 'State')).toContainText(/running \d+ (s|min)/);
    await expect(cell(row, 'Tools')).toHaveText(/^[1-9]\d*$/);
    await expect(cell(row, 'PID')).toHaveText(/^\d+$/);
    await expect(cell(row, 'Memory')).toHaveText(/^\d+(\.\d+)? MB$/);
    await expect(cell(row, 'CPU')).toHaveText(/^\d+(\.\d)? %$/);
  }
  await expect(page.getByText('Servers ready').locator('..')).toContainText('4of 4');
});

test('a killed server goes down and comes back in its row, and the restart is counted and explained', async ({
  page,
}) => {
  const row = serverRow(page, 'memory');
  await expect(lamp(row)).toHaveAccessibleName('healthy');
  await page.evaluate(() => Object.assign(window, { notReloaded: true }));
  const pid = await shownPid(row);
  if (pid === null) throw new Error('the row shows no pid');

  process.kill(pid, 'SIGKILL');

  await expect(registerEntries(page).filter({ hasText: /^.*memory.*SIGKILL/ })).toBeVisible();
  await expect(registerEntries(page).filter({ hasText: /memory is back after/ })).toBeVisible();
  await expect(lamp(row)).toHaveAccessibleName('healthy');
  await expect(cell(row, 'Restarts')).toHaveText('1');
  await expect(cell(row, 'State')).toContainText('1 restart');
  expect(await shownPid(row)).not.toBe(pid);
  await foldFacts(page, 'memory');
  const facts = page.getByRole('region', { name: 'Servers' }).getByText('Last exit').locator('..');
  await expect(facts).toContainText('SIGKILL');
  expect(await page.evaluate(() => 'notReloaded' in window)).toBe(true);
});
