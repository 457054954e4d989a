import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lamp, serverRow } from './fixtures/dashboard.ts';
import { fixtureServer, wellBehaved } from './fixtures/home.ts';
import { expect, test } from './fixtures/signalbox.ts';
import { violationsInBothThemes } from './fixtures/violations.ts';

test.use({
  configuration: { first: wellBehaved() },
  // What AI clients have is looked for in the person's home.
  environment: async ({ home }, use) => {
    const folder = join(home.folder, 'home');
    await mkdir(folder);
    await use({ HOME: folder });
  },
});

const SECRET = 'sec-r3t-0123456789';

test('a pasted command line is tried, then saved, and runs; its secret is not in the file', async ({
  page,
  home,
  complaints,
}) => {
  await page.getByRole('button', { name: 'Add server' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a server' });
  const pasted = dialog.getByLabel('A command line, a piece of an AI client’s file, or an address');
  await expect(pasted).toBeFocused();

  await pasted.fill('npx "abc');
  await expect(dialog.getByText('A quote (") is never closed')).toBeVisible();
  // A browser names each call that is refused.
  complaints.length = 0;
  const { command, args = [] } = wellBehaved();
  await pasted.fill(`API_KEY=${SECRET} ${command} ${args.join(' ')} --quiet`);
  const name = dialog.getByLabel('Name', { exact: true });
  await expect(name).toHaveValue('well-behaved');
  await expect(dialog.getByLabel('Arguments')).toHaveValue(`${args.join('\n')}\n--quiet`);
  await expect(dialog.getByLabel('Value of API_KEY')).toHaveValue(SECRET);
  await name.fill('first');
  await expect(dialog.getByText('There is a server first already')).toBeVisible();
  await name.fill('notes');
  await expect(dialog.getByLabel('Name of the secret for API_KEY')).toHaveValue('notes-api-key');
  expect(await violationsInBothThemes(page)).toEqual([]);

  await dialog.getByRole('button', { name: 'Try it' }).click();
  const trial = dialog.getByRole('status', { name: 'Test start' });
  await expect(trial).toContainText(/notes is ready after .+: 2 tools, protocol 2025-11-25\./);
  await expect(trial.getByRole('list', { name: 'Its tools' }).getByRole('listitem')).toHaveCount(2);
  expect(await readFile(home.configFile, 'utf8')).not.toContain('notes');

  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(dialog.getByText('Added notes.')).toBeVisible();
  await expect(pasted).toHaveValue('');
  await expect(name).toBeHidden();
  const file = await readFile(home.configFile, 'utf8');
  expect(file).toContain('$' + '{secret:notes-api-key}');
  expect(file).not.toContain(SECRET);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(lamp(serverRow(page, 'notes'))).toHaveAccessibleName('healthy');
});

test('servers of AI clients are chosen and imported; one that fails says why before it is saved', async ({
  page,
  home,
}) => {
  const file = join(home.folder, 'home', '.cursor', 'mcp.json');
  await mkdir(join(file, '..'), { recursive: true });
  const { command, args } = wellBehaved();
  const mcpServers = {
    one: wellBehaved({ API_KEY: SECRET }),
    same: { command, args },
    first: fixtureServer('modern.js'),
    broken: { command: 'no-such-command-anywhere' },
  };
  await writeFile(file, JSON.stringify({ mcpServers }));

  await page.getByRole('button', { name: 'Add server' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a server' });
  await dialog.getByRole('tab', { name: 'From your AI clients' }).click();
  const cursor = dialog.getByRole('region', { name: /^Cursor/ });
  await expect(cursor.getByRole('checkbox', { name: 'one', exact: true })).toBeChecked();
  await expect(cursor.getByRole('checkbox', { name: 'same here already' })).toBeDisabled();
  const other = cursor.getByRole('checkbox', { name: 'first another one of that name is here' });
  await expect(other).not.toBeChecked();
  await expect(dialog).not.toContainText(SECRET);

  await cursor.getByRole('button', { name: 'Try broken' }).click();
  const trial = dialog.getByRole('status', { name: 'Test start' });
  await expect(trial).toContainText('The command no-such-command-anywhere was not found on PATH.');
  expect(await violationsInBothThemes(page)).toEqual([]);

  await cursor.getByRole('checkbox', { name: 'broken' }).uncheck();
  await other.check();
  await dialog.getByLabel('One whose name is taken here').selectOption('gets another name');
  await dialog.getByRole('button', { name: 'Add 2 servers' }).click();
  await expect(dialog.getByText('Added one, first-2.')).toBeVisible();
  await page.keyboard.press('Escape');
  for (const name of ['one', 'first-2'])
    await expect(lamp(serverRow(page, name))).toHaveAccessibleName('healthy');
  expect(await readFile(home.configFile, 'utf8')).not.toContain(SECRET);
});
