import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { lamp, serverRow } from './fixtures/dashboard.ts';
import { wellBehaved } from './fixtures/home.ts';
import { expect, test } from './fixtures/signalbox.ts';

test.use({ configuration: { good: wellBehaved(), lost: { command: 'no-such-command-anywhere' } } });

/** What axe finds against WCAG 2.2 AA, one line each. */
async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    // The other mode opens a second page, which a desktop window can't.
    .setLegacyMode()
    .analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

for (const theme of ['dark', 'light'] as const) {
  test(`an accessibility check finds nothing in the ${theme} window`, async ({ page }) => {
    await expect(lamp(serverRow(page, 'good'))).toHaveAccessibleName('healthy');
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox')).toBeFocused();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.type(`theme ${theme}`);
    await page.keyboard.press('Enter');
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);

    await serverRow(page, 'lost').getByRole('button', { name: 'lost', exact: true }).click();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Actions for good' }).click();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Logs', exact: true }).click();
    await expect(page.getByRole('log', { name: 'Log lines' })).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });
}
