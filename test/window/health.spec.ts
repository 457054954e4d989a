import type { Page } from '@playwright/test';
import { cell, lamp, openServer, openTab, serverRow } from './fixtures/dashboard.ts';
import { wellBehaved } from './fixtures/home.ts';
import { expect, test } from './fixtures/signalbox.ts';
import { violations } from './fixtures/violations.ts';

/** Nobody listens at port 1, and the engine's own folder is there. */
const CHECKS = [
  { name: 'cache', tcp: '127.0.0.1:1', interval: '1s' },
  { name: 'root', file: '/', interval: '1s' },
];
const PRINTS = `console.log('# HELP jobs_total Jobs done.\\n# TYPE jobs_total counter\\njobs_total{state="done"} 4812')`;
const FAILS = `console.error('no token'); process.exit(3)`;
const printing = (script: string): object => ({
  command: process.execPath,
  args: ['-e', script],
  interval: '1s',
});

test.use({
  configuration: {
    memory: { ...wellBehaved(), metrics: printing(PRINTS) },
    needy: { ...wellBehaved({ A: '1' }), health: { checks: CHECKS }, metrics: printing(FAILS) },
  },
});

const scoreOf = (page: Page, name: string) => cell(serverRow(page, name), 'Score');

test('a server that lacks what it needs loses points, and each screen says which and why', async ({
  page,
}) => {
  await expect(scoreOf(page, 'memory')).toHaveText('100');
  await expect(lamp(serverRow(page, 'needy'))).toHaveAccessibleName('degraded');
  await expect(scoreOf(page, 'needy')).toHaveText(/^[1-9]\d$/);
  const score = await scoreOf(page, 'needy').textContent();
  await expect(page.getByText('Lowest score').locator('..')).toContainText(`${score}needy`);

  const link = page.getByRole('link', { name: `Health of needy: ${score} of 100` });
  await link.focus();
  await expect(page.getByRole('tooltip')).toContainText(/−\d+ it needs cache/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'Health' })).toHaveAttribute('aria-selected', 'true');

  const lost = page.getByRole('list', { name: 'Points lost' });
  await expect(lost.getByRole('listitem')).toHaveCount(1);
  await expect(lost).toContainText('It needs cache');
  const levels = page.getByRole('region', { name: 'Levels' });
  await expect(levels).toContainText(/Process\s*healthy/);
  await expect(levels).toContainText(/Dependencies\s*degraded/);
  const dependencies = page.getByRole('region', { name: 'Dependencies' }).locator('tbody tr');
  await expect(dependencies).toHaveCount(2);
  await expect(dependencies.filter({ hasText: 'cache' })).toContainText(/127\.0\.0\.1:1.*\d (?:ms|s).*ago/);
  await expect(dependencies.filter({ hasText: 'root' }).getByRole('img')).toHaveAccessibleName('healthy');
  expect(await violations(page)).toEqual([]);
});

test('a server that is stopped has no score, and says that there is no evidence', async ({ page }) => {
  await expect(lamp(serverRow(page, 'memory'))).toHaveAccessibleName('healthy');
  await openServer(page, 'memory');
  await openTab(page, 'Health');
  await expect(page.getByRole('region', { name: 'Score' })).toContainText('No points lost.');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Score' })).toContainText(
    'No evidence yet: it is not running',
  );
  await expect(page.getByRole('tab', { name: 'Health' })).toHaveText('Health');
});

test('the figures that a server’s own command prints are shown, and why it gave none', async ({ page }) => {
  await openServer(page, 'memory');
  await openTab(page, 'Own metrics');
  const row = page.getByRole('region', { name: 'Metrics that its command printed' }).locator('tbody tr');
  await expect(row).toHaveText(['jobs_totalstate="done"4,812counterJobs done.']);
  expect(await violations(page)).toEqual([]);
  await page.getByRole('navigation', { name: 'Way back' }).getByRole('link').click();
  await openServer(page, 'needy');
  await openTab(page, 'Own metrics');
  await expect(page.getByRole('region', { name: 'Own metrics' }).getByRole('alert')).toContainText(/code 3/);
});

test('Signalbox and this machine are told of on the dashboard, whether they are well or not', async ({
  page,
}) => {
  const told = page
    .getByText(/are well\.|No verdict on Signalbox/)
    .or(page.getByRole('region', { name: 'Signalbox and this machine' }));
  await expect(told).toBeVisible();
});
