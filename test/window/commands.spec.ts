import { cell, choose, lamp, registerEntries, serverRow, shownPid } from './fixtures/dashboard.ts';
import { wellBehaved } from './fixtures/home.ts';
import { expect, test } from './fixtures/signalbox.ts';

test.use({ configuration: { first: wellBehaved(), second: wellBehaved() } });

test('stop and start from the row', async ({ page }) => {
  const row = serverRow(page, 'first');
  await expect(lamp(row)).toHaveAccessibleName('healthy');
  await choose(page, 'first', 'Stop');
  await expect(lamp(row)).toHaveAccessibleName('off');
  await expect(cell(row, 'State')).toHaveText('stopped by you');
  await expect(cell(row, 'PID')).toHaveText('–');
  await expect(page.getByRole('status', { name: 'Overview' })).toContainText('1 stopped');

  await choose(page, 'first', 'Start');
  await expect(lamp(row)).toHaveAccessibleName('healthy');
  await expect(cell(row, 'PID')).toHaveText(/^\d+$/);
  await expect(cell(row, 'Restarts')).toHaveText('0');
});

const NO_RESIZE = 'the size of a desktop window is not set through its page';

test('where there is room, buttons in the row do the same', async ({ page }, { project }) => {
  // biome-ignore lint/suspicious/noSkippedTests: it holds in the one shell that has a page of any size
  test.skip(project.name === 'electron', NO_RESIZE);
  await page.setViewportSize({ width: 1500, height: 800 });
  const row = serverRow(page, 'first');
  await expect(lamp(row)).toHaveAccessibleName('healthy');
  await row.hover();
  await row.getByRole('button', { name: 'Stop first', exact: true }).click();
  await expect(lamp(row)).toHaveAccessibleName('off');
});

test.describe('with three servers', () => {
  test.use({ configuration: { first: wellBehaved(), second: wellBehaved(), third: wellBehaved() } });

  test('a double-click in one row’s menu does nothing to the rows below it', async ({ page }, {
    project,
  }) => {
    // biome-ignore lint/suspicious/noSkippedTests: it holds in the one shell that has a page of any size
    test.skip(project.name === 'electron', NO_RESIZE);
    await page.setViewportSize({ width: 1500, height: 800 });
    const [first, third] = [serverRow(page, 'first'), serverRow(page, 'third')];
    await expect(lamp(third)).toHaveAccessibleName('healthy');
    await first.getByRole('button', { name: 'Actions for first' }).click();
    const item = await page.getByRole('menuitem', { name: 'Stop' }).boundingBox();
    const button = await third.getByRole('button', { name: 'Stop third', exact: true }).boundingBox();
    if (item === null || button === null) throw new Error('the menu or the button is not on the page');
    // Where a button of a row below lies under the pointer once the menu is gone.
    const y = Math.max(item.y, button.y) + 2;
    expect(y).toBeLessThan(Math.min(item.y + item.height, button.y + button.height));
    await page.mouse.dblclick(button.x + button.width / 2, y);
    await expect(lamp(first)).toHaveAccessibleName('off');
    await page.waitForTimeout(500);
    await expect(lamp(third)).toHaveAccessibleName('healthy');
  });
});

test('restart from the row’s menu gives the server a new process and leaves the other alone', async ({
  page,
}) => {
  const [first, second] = [serverRow(page, 'first'), serverRow(page, 'second')];
  await expect(lamp(first)).toHaveAccessibleName('healthy');
  await expect(lamp(second)).toHaveAccessibleName('healthy');
  const [before, other] = [await shownPid(first), await shownPid(second)];
  await first.getByRole('button', { name: 'Actions for first' }).click();
  await expect(page.getByRole('menuitem', { name: /^Start/ })).toContainText('Already running');
  await page.getByRole('menuitem', { name: 'Restart' }).click();
  await expect.poll(() => shownPid(first)).not.toBe(before);
  await expect(lamp(first)).toHaveAccessibleName('healthy');
  await expect(registerEntries(page).filter({ hasText: 'first is being restarted' })).toBeVisible();
  expect(await shownPid(second)).toBe(other);
});

test('“Restart all…” names what it does before it does it', async ({ page }) => {
  const rows = [serverRow(page, 'first'), serverRow(page, 'second')];
  for (const row of rows) await expect(lamp(row)).toHaveAccessibleName('healthy');
  const before = await Promise.all(rows.map(shownPid));
  await page.getByRole('button', { name: 'Restart all…' }).click();
  const question = page.getByRole('dialog');
  await expect(question).toContainText('first, second');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(question).toBeHidden();
  expect(await Promise.all(rows.map(shownPid))).toEqual(before);

  await page.getByRole('button', { name: 'Restart all…' }).click();
  await question.getByRole('button', { name: 'Restart 2 servers' }).click();
  for (const [index, row] of rows.entries()) {
    await expect(cell(row, 'PID')).not.toHaveText(String(before[index]));
    await expect(cell(row, 'PID')).toHaveText(/^\d+$/);
    await expect(lamp(row)).toHaveAccessibleName('healthy');
  }
});
