import { foldFacts, lamp, openServer, serverRow } from './fixtures/dashboard.ts';
import { wellBehaved } from './fixtures/home.ts';
import { expect, test } from './fixtures/signalbox.ts';
import { violationsInBothThemes } from './fixtures/violations.ts';

test.use({ configuration: { good: wellBehaved(), lost: { command: 'no-such-command-anywhere' } } });

test('an accessibility check finds nothing in the window', async ({ page }) => {
  await expect(lamp(serverRow(page, 'good'))).toHaveAccessibleName('healthy');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.keyboard.press('Escape');

  await foldFacts(page, 'lost');
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.getByRole('button', { name: 'Actions for good' }).click();
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Logs', exact: true }).click();
  await expect(page.getByRole('log', { name: 'Log lines' })).toBeVisible();
  expect(await violationsInBothThemes(page)).toEqual([]);

  for (const name of ['lost', 'good']) {
    await page.getByRole('button', { name: 'Dashboard', exact: true }).click();
    await openServer(page, name);
    await expect(page.getByRole('region', { name: 'Lifecycle history' }).getByRole('row')).not.toHaveCount(0);
    expect(await violationsInBothThemes(page)).toEqual([]);
    for (const tab of ['Configuration', 'Request']) {
      await page.getByRole('tab', { name: tab }).click();
      await expect(page.getByRole('tab', { name: tab })).toHaveAttribute('aria-selected', 'true');
      expect(await violationsInBothThemes(page)).toEqual([]);
    }
  }
});
