import type { Page } from '@playwright/test';
import { lamp, openServer, openTab, registerEntries, serverRow, shownPid } from './fixtures/dashboard.ts';
import { fixtureServer, wellBehaved } from './fixtures/home.ts';
import { loadAgain } from './fixtures/load-again.ts';
import { expect, test } from './fixtures/signalbox.ts';

test.use({
  configuration: {
    memory: wellBehaved({ API_TOKEN: 'do-not-show-this', NAME: 'shown' }),
    parent: fixtureServer('forks-and-setsid.js'),
  },
});

test.beforeEach(async ({ page }) => {
  await expect(lamp(serverRow(page, 'memory'))).toHaveAccessibleName('healthy');
});

const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });
const history = (page: Page) => page.getByRole('region', { name: 'Lifecycle history' });
const processes = (page: Page) => page.getByRole('region', { name: 'Process tree' });

test('a server’s page opens from its name, its row in the register and the palette; Esc, Alt+Left and the link lead back', async ({
  page,
}) => {
  const link = serverRow(page, 'memory').getByRole('link', { name: 'memory', exact: true });
  await link.focus();
  await page.keyboard.press('Enter');
  await expect(heading(page, 'memory')).toBeFocused();
  await page.keyboard.press('Escape');
  // The keyboard goes on from where it was.
  await expect(link).toBeFocused();

  await registerEntries(page).getByRole('link', { name: 'memory' }).first().click();
  await expect(heading(page, 'memory')).toBeVisible();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(link).toBeVisible();

  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('open par');
  await page.keyboard.press('Enter');
  await expect(heading(page, 'parent')).toBeVisible();
  await page.getByRole('navigation', { name: 'Way back' }).getByRole('link').click();
  await expect(link).toBeVisible();
});

test('a page that is loaded anew is where it was, on the same tab', async ({ app, page }) => {
  await openServer(page, 'memory');
  await page.getByRole('tab', { name: 'Overview' }).focus();
  for (const name of ['Health', 'Alerts', 'Processes', 'Tools', 'Configuration']) {
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('tab', { name })).toBeFocused();
  }
  await loadAgain(app);
  await expect(heading(page, 'memory')).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Configuration' })).toHaveAttribute('aria-selected', 'true');
});

test('stop and start from the page: it says who stopped it, and the history keeps both', async ({ page }) => {
  await openServer(page, 'memory');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  const card = page.getByRole('region', { name: 'What and why' });
  await expect(card).toContainText('stopped by you');
  await expect(history(page)).toContainText('stopped by you');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(card).toBeHidden();
  await expect(history(page)).toContainText('started by you');
});

test('a kill is in the history with its reason, and the ended process stands below the new one', async ({
  page,
}) => {
  const pid = await shownPid(serverRow(page, 'memory'));
  if (pid === null) throw new Error('the row shows no pid');
  await openServer(page, 'memory');
  await openTab(page, 'Processes');
  await expect(processes(page)).toContainText(String(pid));
  process.kill(pid, 'SIGKILL');
  await openTab(page, 'Overview');
  await expect(history(page)).toContainText('SIGKILL');
  await openTab(page, 'Processes');
  const ended = processes(page)
    .getByRole('row')
    .filter({ hasText: String(pid) });
  await expect(ended).toContainText('SIGKILL');
  const living = processes(page).locator('tbody tr').first();
  await expect(living).toContainText('well-behaved.js');
  await expect(living).not.toContainText(String(pid));
});

test('the tree shows a child under its parent, with what it uses', async ({ page }) => {
  await openServer(page, 'parent');
  await openTab(page, 'Processes');
  const rows = processes(page).locator('tbody tr');
  await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(2);
  await expect(rows.first()).toContainText('forks-and-setsid.js');
  await expect(rows.first()).toContainText(/\d+(\.\d+)? MB/);
  await expect(rows.nth(1)).toContainText('└');
});

test('the configuration tab shows the command, its executable, the environment with secrets masked, and the settings', async ({
  page,
}) => {
  await openServer(page, 'memory');
  await page.getByRole('tab', { name: 'Configuration' }).click();
  await expect(page.getByRole('region', { name: 'What is started' })).toContainText('well-behaved.js');
  const environment = page.getByRole('region', { name: 'Environment' });
  await expect(environment).toContainText('shown');
  await expect(environment).toContainText('API_TOKEN');
  await expect(page.locator('body')).not.toContainText('do-not-show-this');
  await expect(page.getByRole('region', { name: 'Settings in force' })).toContainText('restart.policy');
  await expect(page.getByRole('region', { name: 'Limits' })).toContainText('No limits set.');
});

test('a request by hand is answered by the server itself', async ({ page }) => {
  await openServer(page, 'memory');
  await page.getByRole('tab', { name: 'Request' }).click();
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByRole('region', { name: 'Answer as JSON' })).toContainText('"tools"');
});
