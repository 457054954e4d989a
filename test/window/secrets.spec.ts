// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written so
import { lamp, serverRow } from './fixtures/dashboard.ts';
import { wellBehaved } from './fixtures/home.ts';
import { expect, test } from './fixtures/signalbox.ts';
import { violationsInBothThemes } from './fixtures/violations.ts';

const VALUE = 'a-value-that-nobody-sees-again';

test.use({ configuration: { needy: wellBehaved({ TOKEN: '${secret:github-token}' }) } });

// biome-ignore lint/correctness/noEmptyPattern: nothing is started for a test that does not run
test.beforeEach(({}, testInfo) => {
  // biome-ignore lint/suspicious/noSkippedTests: a page of its own, which is the same in both shells
  test.skip(testInfo.project.name === 'electron', 'the same page');
});

test('a secret that a server waits for is set in the window, which starts it, and is never shown again', async ({
  page,
}) => {
  await expect(serverRow(page, 'needy')).toContainText('needs the secret github-token');
  await page.getByRole('button', { name: /^Configuration/ }).click();
  await page.getByRole('tab', { name: 'Secrets' }).click();
  const row = page.getByRole('row', { name: /github-token/ });
  await expect(row).toContainText('no value');
  await expect(row).toContainText('mcpServers.needy.env.TOKEN');

  await row.getByRole('button', { name: 'Set github-token' }).click();
  await page.getByRole('textbox', { name: 'Value' }).fill(`${VALUE}\n`);
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'github-token is set' })).toBeVisible();
  await expect(row).toContainText(/set \d\d:\d\d/);
  expect(await page.content()).not.toContain(VALUE);

  await page.getByRole('button', { name: 'Dashboard', exact: true }).click();
  await expect(lamp(serverRow(page, 'needy'))).toHaveAccessibleName('healthy');

  await page.getByRole('button', { name: /^Configuration/ }).click();
  await page.getByRole('tab', { name: 'Secrets' }).click();
  await page.getByRole('button', { name: 'Add a secret' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('other-key');
  await page.getByRole('textbox', { name: 'Value' }).fill('1234');
  await page.getByRole('button', { name: 'Save' }).click();
  const other = page.getByRole('row', { name: /other-key/ });
  await expect(other).toContainText('nothing');
  await other.getByRole('button', { name: 'Delete other-key' }).click();
  const question = page.getByRole('dialog', { name: 'Delete other-key?' });
  await expect(question).toContainText('Nothing names it');
  await question.getByRole('button', { name: 'Delete' }).click();
  await expect(other).toBeHidden();
  expect(await violationsInBothThemes(page)).toEqual([]);
});
