import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { lamp, serverRow, shownPid } from './fixtures/dashboard.ts';
import { wellBehaved } from './fixtures/home.ts';
import { expect, test } from './fixtures/signalbox.ts';
import { violationsInBothThemes } from './fixtures/violations.ts';

const { command, args } = wellBehaved();
const SERVERS = { first: { command, args }, second: { command, args }, third: { command, args } };
const entries = JSON.stringify({ mcpServers: SERVERS }, null, 2);
const CONFIGURATION = `${entries.replace('{', '{\n  // Three of a kind.')}\n`;
const FOLDER = '\n      "cwd": "/",';

test.use({ configuration: CONFIGURATION });

// biome-ignore lint/correctness/noEmptyPattern: nothing is started for a test that does not run
test.beforeEach(({}, testInfo) => {
  // biome-ignore lint/suspicious/noSkippedTests: a page of its own, which is the same in both shells
  test.skip(testInfo.project.name === 'electron', 'the same page');
});

async function openEditor(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: /^Configuration/ }).click();
  const text = page.getByRole('textbox', { name: 'Text of servers.json' });
  await expect(text).toContainText('Three of a kind');
  return text;
}

/** The cursor at the end of the line that has a text. */
async function goToLine(page: Page, words: string): Promise<void> {
  await page.locator('.cm-line', { hasText: words }).click();
  await page.keyboard.press('End');
}

async function pids(page: Page): Promise<(number | null)[]> {
  await page.getByRole('button', { name: 'Dashboard', exact: true }).click();
  const rows = Object.keys(SERVERS).map((name) => serverRow(page, name));
  for (const row of rows) await expect(lamp(row)).toHaveAccessibleName('healthy');
  return Promise.all(rows.map(shownPid));
}

test('a typing error shows in the text and mended is gone; the plan names whom it touches, applying does just that, and restoring brings it back', async ({
  page,
  home,
}) => {
  const before = await pids(page);
  await openEditor(page);
  const findings = page.getByRole('list', { name: 'Findings' });
  const plan = page.getByRole('region', { name: 'What applying this does' });
  await expect(plan).toContainText('the text is what the file says');

  await goToLine(page, '"second": {');
  await page.keyboard.press('Backspace');
  await expect(findings.getByRole('listitem').first()).toContainText(/line \d/);
  await expect(page.locator('.cm-lintRange-error').first()).toBeVisible();
  await expect(plan).toContainText('It can’t be applied');
  await page.keyboard.press('Control+s');
  expect(await readFile(home.configFile, 'utf8')).toBe(CONFIGURATION);
  await page.keyboard.press('Control+z');
  await expect(page.locator('.cm-lintRange-error')).toHaveCount(0);

  await goToLine(page, '"second": {');
  await page.keyboard.insertText(FOLDER);
  await expect(plan).toContainText('second restarts: its working folder changed');
  await expect(plan).toContainText('2 servers are left as they are');
  await expect(page.getByText('Unsaved', { exact: true })).toBeVisible();
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.getByRole('textbox', { name: 'Why' }).fill('root is better');
  await page.keyboard.press('Control+s');
  await expect(plan).toContainText('Applied: second restarted.');
  expect(await readFile(home.configFile, 'utf8')).toBe(
    CONFIGURATION.replace('"second": {', `"second": {${FOLDER}`),
  );
  await expect.poll(async () => (await pids(page))[1]).not.toBe(before[1]);
  const after = await pids(page);
  expect([after[0], after[2]]).toEqual([before[0], before[2]]);

  await page.getByRole('button', { name: /^Configuration/ }).click();
  await page.getByRole('tab', { name: 'History' }).click();
  const entry = page.getByRole('listitem').filter({ hasText: 'root is better' });
  await entry.getByRole('button').first().click();
  await expect(entry).toContainText('mcpServers.second.cwd');
  await expect(page.getByText('The chain is intact')).toBeVisible();
  await entry.getByRole('button', { name: 'The file before this' }).click();
  await expect(page.getByRole('region', { name: 'This version and the file now' })).toBeVisible();
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.getByRole('button', { name: 'Restore…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByText('The file is what it was then.')).toBeVisible();
  expect(await readFile(home.configFile, 'utf8')).toBe(CONFIGURATION);
});

test('what somebody else writes meanwhile is shown and never lost, nor is what was typed: the choice is asked for', async ({
  page,
  home,
}) => {
  const text = await openEditor(page);
  await goToLine(page, 'Three of a kind');
  await page.keyboard.insertText(' Mine.');
  await expect(page.getByText('Unsaved', { exact: true })).toBeVisible();
  const theirs = CONFIGURATION.replace(/\}\n$/, '  ,"monitoring": { "interval": "3s" }\n}\n');
  await home.writeText(theirs);
  const conflict = page.getByRole('region', { name: 'Changed meanwhile' });
  await expect(conflict).toContainText('changed by somebody else');
  await expect(text).toContainText('Mine.');
  // It is kept once the engine has said what in it is a secret.
  await page.waitForFunction(() => JSON.stringify({ ...sessionStorage }).includes('Mine.'));
  await page.reload();
  await expect(text).toContainText('Mine.');
  await expect(conflict).toBeVisible();
  await conflict.getByRole('button', { name: 'See theirs' }).click();
  await expect(page.getByRole('textbox', { name: 'Theirs' })).toContainText('"interval": "3s"');
  expect(await violationsInBothThemes(page)).toEqual([]);
  await conflict.getByRole('button', { name: 'Keep mine' }).click();
  await expect(conflict).toBeHidden();
  await page.keyboard.press('Control+s');
  await expect(page.getByText('Applied', { exact: false }).first()).toBeVisible();
  expect(await readFile(home.configFile, 'utf8')).toBe(
    CONFIGURATION.replace('Three of a kind.', 'Three of a kind. Mine.'),
  );
});

test('a form changes the same text around its comments, by keyboard too', async ({ page, home }) => {
  await openEditor(page);
  await page.getByRole('button', { name: 'first', exact: true }).click();
  const form = page.getByRole('region', { name: 'Form of first' });
  const folder = form.getByRole('textbox', { name: 'cwd' });
  await folder.focus();
  await page.keyboard.insertText(home.folder);
  await expect(page.getByRole('textbox', { name: 'Text of servers.json' })).toContainText('"cwd"');
  await form.getByRole('switch', { name: 'first is enabled' }).focus();
  await page.keyboard.press('Space');
  const plan = page.getByRole('region', { name: 'What applying this does' });
  await expect(plan).toContainText('first stops');
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.keyboard.press('Control+s');
  await expect(plan).toContainText('Applied: first stopped.');
  const written = await readFile(home.configFile, 'utf8');
  expect(written).toContain('// Three of a kind.');
  expect(written).toContain(`"cwd": ${JSON.stringify(home.folder)},\n      "disabled": true`);
});
