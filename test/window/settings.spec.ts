import { wellBehaved } from './fixtures/home.ts';
import { loadAgain } from './fixtures/load-again.ts';
import { expect, test } from './fixtures/signalbox.ts';
import { violationsInBothThemes } from './fixtures/violations.ts';

test.use({ configuration: { memory: { ...wellBehaved(), disabled: true } } });

test('Ctrl and a comma opens the settings; a theme chosen there is kept', async ({ app, page }) => {
  await expect(page.getByRole('region', { name: 'Servers' })).toBeVisible();
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('heading', { name: 'Settings', exact: true })).toBeVisible();
  await expect(page).toHaveURL(/#\/settings$/);
  await expect(page.getByRole('region', { name: 'About' })).toContainText('does not look for any');

  await page.getByRole('combobox', { name: 'Theme' }).selectOption('Light');
  const html = page.locator('html');
  await expect(html).toHaveAttribute('data-mantine-color-scheme', 'light');
  await loadAgain(app);
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await expect(page.getByRole('combobox', { name: 'Theme' })).toHaveValue('light');
  await expect(html).toHaveAttribute('data-mantine-color-scheme', 'light');

  // What only the app can do is said in a browser, and not offered.
  await expect(page.getByRole('switch')).toHaveCount(app.electron === null ? 0 : 2);
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('As the system');
  expect(await violationsInBothThemes(page)).toEqual([]);
});
