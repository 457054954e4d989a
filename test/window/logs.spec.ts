import type { Page } from '@playwright/test';
import { choose, lamp, serverRow } from './fixtures/dashboard.ts';
import { REPOSITORY, wellBehaved } from './fixtures/home.ts';
import { expect, test } from './fixtures/signalbox.ts';

test.use({
  configuration: {
    chatty: { command: process.execPath, args: [`${REPOSITORY}/test/window/fixtures/chatty.js`] },
    quiet: wellBehaved(),
  },
});

const lines = (page: Page) => page.getByRole('log', { name: 'Log lines' });

async function openLogs(page: Page): Promise<void> {
  await expect(lamp(serverRow(page, 'chatty'))).toHaveAccessibleName('healthy');
  await page.getByRole('button', { name: 'Logs', exact: true }).click();
}

test('lines appear as they are written, and scrolling up holds them still', async ({ page }) => {
  await openLogs(page);
  await expect(lines(page).getByText('INFO tick 61', { exact: true })).toBeVisible({ timeout: 60_000 });
  const follow = page.getByRole('button', { name: /^Follow/ });
  await expect(follow).toHaveAttribute('aria-pressed', 'true');

  await lines(page).hover();
  await page.mouse.wheel(0, -300);
  await expect(follow).toHaveAttribute('aria-pressed', 'false');
  const top = await lines(page).evaluate((list) => list.scrollTop);
  await expect(follow).toContainText(/\d+ new/);
  expect(await lines(page).evaluate((list) => list.scrollTop)).toBe(top);

  await follow.click();
  await expect(follow).toHaveAttribute('aria-pressed', 'true');
  await expect
    .poll(() => lines(page).evaluate((list) => list.scrollHeight - list.scrollTop - list.clientHeight))
    .toBeLessThan(30);
});

test('a search shows and marks the lines that fit, and goes on with new ones', async ({ page }) => {
  await openLogs(page);
  await expect(lines(page)).toContainText('timeout');
  await page.keyboard.press('/');
  await expect(page.getByRole('textbox', { name: 'Search the log' })).toBeFocused();
  await page.keyboard.type('TIMEOUT');
  await expect(lines(page).locator('mark').first()).toHaveText('timeout');
  await expect(lines(page)).not.toContainText('tick');
  const marks = await lines(page).locator('mark').count();
  await expect.poll(() => lines(page).locator('mark').count()).toBeGreaterThan(marks);

  await page.getByRole('button', { name: 'Regular expression' }).click();
  await page.getByRole('textbox', { name: 'Search the log' }).fill('request (5|10) ');
  await expect(lines(page).locator('mark').first()).toHaveText('request 5 ');
  await page.getByRole('textbox', { name: 'Search the log' }).fill('request (');
  await expect(page.getByText('This search can’t be run.')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Search the log' })).toHaveAttribute('aria-invalid', 'true');
});

test('levels are counted and chosen', async ({ page }) => {
  await openLogs(page);
  await expect(page.getByRole('button', { name: /^error [1-9]/ })).toBeVisible();
  await page.getByRole('button', { name: /^error/ }).click();
  await expect(lines(page)).toContainText('timeout');
  await expect(lines(page)).not.toContainText('tick');
});

test('a server’s logs open from its row, and one that wrote nothing says so', async ({ page }) => {
  await choose(page, 'quiet', 'Open logs');
  await expect(page.getByText('No line fits.')).toBeVisible();
  await page.getByRole('button', { name: 'Servers: quiet' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'All servers' }).click();
  await page.keyboard.press('Escape');
  await expect(lines(page)).toContainText('tick');
});

test('a regular expression shows new lines too', async ({ page }) => {
  await openLogs(page);
  await page.getByRole('button', { name: 'Regular expression' }).click();
  const search = page.getByRole('textbox', { name: 'Search the log' });
  await search.fill('INFO tick \\d+$');
  await expect(lines(page).locator('mark').first()).toHaveText(/^INFO tick \d+$/);
  await expect(lines(page)).not.toContainText('timeout');
  const last = await lines(page).locator('mark').last().textContent();
  await expect(lines(page).locator('mark').last()).not.toHaveText(last ?? '');
});

test('a line is chosen by keyboard, read out and copied', async ({ page }) => {
  await openLogs(page);
  await expect(lines(page)).toContainText('tick');
  await lines(page).focus();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('status', { name: 'Chosen line' })).toHaveText(/^(info|error|warn), chatty: /);
  const copied = page.getByRole('status').filter({ hasText: 'Copied' });
  // Ctrl+C and its like are the browser's.
  await page.keyboard.press('Control+c');
  await page.keyboard.press('c');
  await expect(copied).toHaveCount(1);
  await expect(copied).toHaveCount(0);
});

test('the keys of the log rest while a dialog is open', async ({ page }) => {
  await openLogs(page);
  const follow = page.getByRole('button', { name: /^Follow/, includeHidden: true });
  await expect(follow).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'Restart all…' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('f');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(follow).toHaveAttribute('aria-pressed', 'true');
});
