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
