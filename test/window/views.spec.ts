import { cell, lamp, serverRow } from './fixtures/dashboard.ts';
import { expectToFit } from './fixtures/fit.ts';
import { wellBehaved } from './fixtures/home.ts';
import { expect, test } from './fixtures/signalbox.ts';

test.describe('without servers', () => {
  test.use({ configuration: {} });

  test('the dashboard says which file to edit, with an example', async ({ page, home }) => {
    await expect(page.getByRole('heading', { name: 'No servers yet' })).toBeVisible();
    await expect(page.getByText(home.configFile)).toBeVisible();
    await expect(page.getByText('"mcpServers"')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Copy the example' })).toBeVisible();
    await expectToFit(page);
    await page.getByRole('button', { name: 'Logs', exact: true }).click();
    await expect(page.getByText('Nothing was written yet.')).toBeVisible();
  });
});

test.describe('with fifty servers', () => {
  const names = Array.from({ length: 49 }, (_, index) => `server-${index}`);
  const longest = 'a-name-that-is-exactly-as-long-as-the-name-of-a-server-may-be-64';
  test.use({
    configuration: Object.fromEntries(
      [longest, ...names].map((name) => [name, { ...wellBehaved(), disabled: true }]),
    ),
  });

  test('all have their rows, the longest name too, and nothing sticks out', async ({ page }) => {
    await expect(page.getByRole('button', { name: 'all 50' })).toBeVisible();
    await expect(serverRow(page, 'server-48')).toBeAttached();
    await expect(lamp(serverRow(page, longest))).toHaveAccessibleName('off');
    await expectToFit(page);
    await serverRow(page, 'server-48').scrollIntoViewIfNeeded();
    await expect(serverRow(page, 'server-48')).toBeInViewport();
  });
});

test.describe('with a server that can’t start', () => {
  test.use({ configuration: { good: wellBehaved(), lost: { command: 'no-such-command-anywhere' } } });

  test('its row says what is wrong and what mends it, and the filter shows it alone', async ({ page }) => {
    const row = serverRow(page, 'lost');
    await expect(lamp(row)).toHaveAccessibleName('down');
    await expect(cell(row, 'State')).toContainText('no-such-command-anywhere');
    await expect(lamp(serverRow(page, 'good'))).toHaveAccessibleName('healthy');
    await page.getByRole('button', { name: 'attention 1' }).click();
    await expect(serverRow(page, 'good')).toBeHidden();
    await expect(row).toBeVisible();
  });
});
