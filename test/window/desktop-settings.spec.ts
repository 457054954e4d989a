import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lamp, serverRow } from './fixtures/dashboard.ts';
import { chooseInTray, electronOf, trayLabels, trayMenu, watchDesktop } from './fixtures/desktop.ts';
import { wellBehaved } from './fixtures/home.ts';
import { expect, test } from './fixtures/signalbox.ts';

test.use({
  configuration: { memory: wellBehaved() },
  // Entries for login are not for whoever runs the tests.
  environment: async ({ home }, use) => use({ XDG_CONFIG_HOME: join(home.folder, 'config') }),
});

test('the settings of the app are the same in the window, in the tray and on disk', async ({
  app,
  page,
  home,
}) => {
  const electron = electronOf(app);
  await watchDesktop(electron);
  await expect(lamp(serverRow(page, 'memory'))).toHaveAccessibleName('healthy');
  // A change, so that a menu is seen.
  await page.evaluate(() => window.signalbox?.call('stop', { names: ['memory'] }));
  await expect.poll(() => trayLabels(electron)).toContain('○ memory: stopped');
  await chooseInTray(electron, 'Settings');
  await expect(page.getByRole('heading', { name: 'Settings', exact: true })).toBeVisible();

  const notifications = page.getByRole('switch', { name: 'Notifications' });
  const inTray = async () =>
    (await trayMenu(electron)).find(({ label }) => label === 'Notifications')?.checked;
  await notifications.click();
  await expect(notifications).not.toBeChecked();
  await expect.poll(inTray).toBe(false);
  await chooseInTray(electron, 'Notifications');
  await expect(notifications).toBeChecked();

  await page.getByRole('combobox', { name: 'Theme' }).selectOption('Light');
  const file = join(home.folder, 'desktop', 'preferences.json');
  await expect
    .poll(async () => JSON.parse(await readFile(file, 'utf8')))
    .toMatchObject({ theme: 'light', notifications: true });
  expect(await electron.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('light');

  // Elsewhere the system is asked, and only of an installed app.
  if (process.platform !== 'linux') return;
  const login = page.getByRole('switch', { name: 'Start at login' });
  await login.click();
  await expect(login).toBeChecked();
  const folder = join(home.folder, 'config', 'autostart');
  const [entry = ''] = await readdir(folder);
  expect(await readFile(join(folder, entry), 'utf8')).toMatch(
    new RegExp(`^Exec=env SIGNALBOX_HOME=${home.folder} .* --hidden$`, 'm'),
  );
  await login.click();
  await expect(login).not.toBeChecked();
  await expect(access(join(folder, entry))).rejects.toThrow('ENOENT');
});
