import type { Locator, Page } from '@playwright/test';
import { lamp, openServer, serverRow } from './fixtures/dashboard.ts';
import { wellBehaved } from './fixtures/home.ts';
import { expect, test } from './fixtures/signalbox.ts';

test.use({ configuration: { first: wellBehaved(), second: wellBehaved() } });

const cursor = (page: Page, heading: string): Locator =>
  page.getByRole('slider', { name: `${heading}: moment`, exact: true });

test('a server’s charts show what is measured and what happens, and two servers stand in the same charts', async ({
  page,
}) => {
  for (const name of ['first', 'second']) {
    await expect(lamp(serverRow(page, name))).toHaveAccessibleName('healthy');
  }
  await openServer(page, 'first');
  await page.getByRole('radio', { name: '5 min', exact: true }).check();
  await expect(cursor(page, 'Memory')).toHaveAttribute('aria-valuetext', /^now: \d+(\.\d+)? MB$/);
  await expect(cursor(page, 'Processes and connections')).toHaveAttribute(
    'aria-valuetext',
    /^now: processes 1,/,
  );
  const happened = page.getByRole('region', { name: 'What happened' });
  await expect(happened).toContainText('first is ready');

  // What is measured meanwhile joins on.
  const newest = async (): Promise<number> =>
    Number(await cursor(page, 'Memory').getAttribute('aria-valuemax'));
  const before = await newest();
  await expect.poll(newest).toBeGreaterThan(before);

  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(happened).toContainText('first was stopped by you');

  await page.getByRole('button', { name: 'Compare with…' }).click();
  await page.getByRole('menuitem', { name: 'second' }).click();
  await expect(cursor(page, 'Memory')).toHaveAttribute(
    'aria-valuetext',
    /^now: first not measured, second \d+(\.\d+)? MB$/,
  );
});
