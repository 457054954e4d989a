import { lamp, serverRow } from './fixtures/dashboard.ts';
import { wellBehaved } from './fixtures/home.ts';
import { expect, test } from './fixtures/signalbox.ts';

test.use({ configuration: { first: wellBehaved(), second: wellBehaved() } });

test('the palette finds a server’s action by a few letters', async ({ page }) => {
  const row = serverRow(page, 'second');
  await expect(lamp(row)).toHaveAccessibleName('healthy');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('sec stop');
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(lamp(row)).toHaveAccessibleName('off');

  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('light');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'light');

  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('no such thing');
  await expect(page.getByText('Nothing is called “no such thing”.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('combobox')).toBeHidden();
});

test('every control is reached with Tab and shows where the focus is', async ({ page }) => {
  await expect(lamp(serverRow(page, 'second'))).toHaveAccessibleName('healthy');
  const names: string[] = [];
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return null;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return {
        name: element.getAttribute('aria-label') ?? element.textContent ?? '',
        seen: outlineStyle !== 'none' && outlineWidth !== '0px',
      };
    });
    if (focused === null) break;
    expect(focused.seen, `${focused.name} shows its focus`).toBe(true);
    names.push(focused.name);
  }
  for (const name of [
    'Dashboard',
    'Logs',
    'Restart all…',
    'first',
    'Facts of first',
    'Actions for first',
    'Actions for second',
  ]) {
    expect(names).toContain(name);
  }
});

test('a server’s facts fold open with Enter', async ({ page }) => {
  const name = page.getByRole('button', { name: 'Facts of first' });
  await name.focus();
  await page.keyboard.press('Enter');
  await expect(name).toHaveAttribute('aria-expanded', 'true');
  await expect(page.getByText('Command').locator('..')).toContainText('well-behaved.js');
  await page.keyboard.press('Enter');
  await expect(name).toHaveAttribute('aria-expanded', 'false');
});
