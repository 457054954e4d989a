import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { lamp, openServer, openTab, serverRow } from './fixtures/dashboard.ts';
import { fixtureServer, wellBehaved } from './fixtures/home.ts';
import { expect, test } from './fixtures/signalbox.ts';
import { violations } from './fixtures/violations.ts';

test.use({ configuration: { memory: wellBehaved(), parent: fixtureServer('forks-and-setsid.js') } });

const tree = (page: Page) => page.getByRole('region', { name: 'Process tree' });

test('each process of a tree shows what it uses, and the rest of it opens with Enter', async ({ page }) => {
  await expect(lamp(serverRow(page, 'parent'))).toHaveAccessibleName('healthy');
  await openServer(page, 'parent');
  await openTab(page, 'Processes');
  const living = tree(page).locator('tbody tr[data-pid]');
  await expect.poll(() => living.count()).toBeGreaterThanOrEqual(2);
  const root = living.first();
  await expect(root).toContainText(/sleeping|running/);
  await expect(root).toContainText(/\d(?:\.\d)? %.*\d MB/);

  const pid = await root.getAttribute('data-pid');
  const details = page.getByRole('button', { name: `Details of process ${pid}` });
  await details.focus();
  await page.keyboard.press('Enter');
  await expect(details).toHaveAttribute('aria-expanded', 'true');
  const facts = page.locator(`#process-${pid}`);
  await expect(facts.getByText('Executable').locator('..')).toContainText(/node/);
  await expect(facts.getByText('CPU time, user').locator('..')).toContainText(/\d\.\d\d s/);
  const child = await living.nth(1).getAttribute('data-pid');
  await expect(facts.getByText('Children').locator('..')).toContainText(String(child));
  await expect(facts.getByRole('button', { name: `Copy the command of process ${pid}` })).toBeVisible();
  expect(await violations(page)).toEqual([]);

  // A figure of now comes without the details being folded shut.
  await expect(tree(page)).toContainText('All together, each once');
  await expect(facts).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(facts).toBeHidden();
});

test('what is shown of a process is what the kernel says of it', async ({ page }) => {
  // biome-ignore lint/suspicious/noSkippedTests: only there can a test ask the kernel itself
  test.skip(!existsSync('/proc/self/status'), 'needs /proc');
  await openServer(page, 'memory');
  await openTab(page, 'Processes');
  const row = tree(page).locator('tbody tr[data-pid]').first();
  const pid = await row.getAttribute('data-pid');
  const threads = (): string | undefined =>
    /^Threads:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  const column = await tree(page).locator('th').allTextContents();
  const shown = row.locator('td').nth(column.indexOf('Threads'));
  await expect.poll(async () => (await shown.textContent()) === threads()).toBe(true);
  await page.getByRole('button', { name: `Details of process ${pid}` }).click();
  const fact = (name: string) =>
    page.locator(`#process-${pid}`).getByText(name, { exact: true }).locator('..');
  await expect(fact('Executable')).toContainText(readlinkSync(`/proc/${pid}/exe`));
  await expect(fact('Working folder')).toContainText(readlinkSync(`/proc/${pid}/cwd`));
});
