import { readFile } from 'node:fs/promises';
import { lamp, serverRow, shownPid } from './fixtures/dashboard.ts';
import { wellBehaved } from './fixtures/home.ts';
import { expect, test } from './fixtures/signalbox.ts';

test.use({ configuration: { first: wellBehaved(), second: wellBehaved() } });

test('a broken servers.json is shown with its line and why, and the servers stay; mended, only the new one starts', async ({
  page,
  home,
}) => {
  const first = serverRow(page, 'first');
  const rows = [first, serverRow(page, 'second')];
  for (const row of rows) await expect(lamp(row)).toHaveAccessibleName('healthy');
  const pids = await Promise.all(rows.map(shownPid));

  const good = await readFile(home.configFile, 'utf8');
  const line = good.split('\n').findIndex((text) => text.includes('"second"')) + 1;
  await home.writeText(good.replace('"second":', '"second"'));

  const banner = page.getByRole('region', { name: 'Configuration problem' });
  await expect(banner).toContainText('servers.json can’t be applied.');
  await expect(banner).toContainText(new RegExp(`servers\\.json:${line}:\\d+`));
  await expect(banner).toContainText('keeps running');
  expect(await Promise.all(rows.map(shownPid))).toEqual(pids);

  await home.writeServers({ first: wellBehaved(), second: wellBehaved(), third: wellBehaved() });
  await expect(banner).toBeHidden();
  await expect(lamp(serverRow(page, 'third'))).toHaveAccessibleName('healthy');
  expect(await Promise.all(rows.map(shownPid))).toEqual(pids);

  await home.writeServers({ second: wellBehaved(), third: wellBehaved() });
  await expect(first).toBeHidden();
  await expect(serverRow(page, 'second')).toBeVisible();
});

test('a setting that does not exist is a quiet remark, not an alarm', async ({ page, home }) => {
  await expect(lamp(serverRow(page, 'first'))).toHaveAccessibleName('healthy');
  const { command, args } = wellBehaved();
  await home.writeText(JSON.stringify({ mcpServers: { first: { command, args, commnd: 'x' } } }));
  await page.getByText('1 remark on servers.json').click();
  await expect(page.getByText('commnd', { exact: false })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Configuration problem' })).toBeHidden();
});
