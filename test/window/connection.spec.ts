import { lamp, openServer, openTab, serverRow, shownPid } from './fixtures/dashboard.ts';
import { wellBehaved } from './fixtures/home.ts';
import { expect, test } from './fixtures/signalbox.ts';

test.use({ configuration: { first: wellBehaved() } });

// biome-ignore lint/correctness/noEmptyPattern: nothing is started for a test that does not run
test.beforeEach(({}, testInfo) => {
  // biome-ignore lint/suspicious/noSkippedTests: there is no connection to lose where there is one process
  test.skip(testInfo.project.name === 'electron', 'the desktop shell and its engine are one process');
});

test('the window says that the engine is gone, and comes back by itself when it is started again', async ({
  app,
  page,
  complaints,
}) => {
  const row = serverRow(page, 'first');
  await expect(lamp(row)).toHaveAccessibleName('healthy');
  const before = await shownPid(row);

  await app.crash();
  await expect(page.getByText('Connection to Signalbox lost.')).toBeVisible();
  await expect(row).toBeVisible();
  await row.getByRole('button', { name: 'Actions for first' }).click();
  await expect(page.getByRole('menuitem', { name: /^Stop/ })).toContainText('Not connected to Signalbox');
  await page.keyboard.press('Escape');

  await app.startAgain();
  await expect(page.getByText('Connection to Signalbox lost.')).toBeHidden();
  await expect(lamp(row)).toHaveAccessibleName('healthy');
  expect(await shownPid(row)).not.toBe(before);
  // The browser itself reports each attempt to connect.
  complaints.length = 0;
});

test('a server’s page keeps what it showed while the engine is gone, and goes on when it is back', async ({
  app,
  page,
  complaints,
}) => {
  await expect(lamp(serverRow(page, 'first'))).toHaveAccessibleName('healthy');
  const pid = await shownPid(serverRow(page, 'first'));
  await openServer(page, 'first');
  await openTab(page, 'Processes');
  const processes = page.getByRole('region', { name: 'Process tree' });
  await expect(processes).toContainText(String(pid));

  await app.crash();
  await expect(page.getByText('Connection to Signalbox lost.')).toBeVisible();
  await expect(processes).toContainText(String(pid));
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeDisabled();
  await openTab(page, 'Overview');
  await expect(page.getByRole('button', { name: 'Export as CSV' })).toBeDisabled();
  await openTab(page, 'Processes');

  await app.startAgain();
  await expect(page.getByText('Connection to Signalbox lost.')).toBeHidden();
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeEnabled();
  // Alive is another process; the old one is among those that have ended.
  await expect(processes.locator('tbody tr').first()).not.toContainText(String(pid));
  await openTab(page, 'Overview');
  await expect(page.getByRole('region', { name: 'Lifecycle history' })).toContainText('Signalbox started');
  complaints.length = 0;
});

test('the token leaves the address bar, and a reload still works', async ({ page }) => {
  await expect(lamp(serverRow(page, 'first'))).toHaveAccessibleName('healthy');
  expect(page.url()).not.toContain('token');
  await page.reload();
  await expect(lamp(serverRow(page, 'first'))).toHaveAccessibleName('healthy');
});

test('a page without the token says where to find it', async ({ app, page }) => {
  await expect(lamp(serverRow(page, 'first'))).toHaveAccessibleName('healthy');
  const stranger = await page.context().newPage();
  await stranger.goto(new URL('/', app.address ?? '').href);
  await expect(stranger.getByRole('heading')).toHaveText('This page needs its key');
  await expect(stranger.getByText('npm start')).toBeVisible();

  await stranger.goto(new URL('/?again#token=wrong', app.address ?? '').href);
  await expect(stranger.getByRole('heading')).toHaveText('This page’s key is not valid');
});
