import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { lamp, openServer, serverRow } from './fixtures/dashboard.ts';
import { REPOSITORY, wellBehaved } from './fixtures/home.ts';
import { attach, endpointOf } from './fixtures/http-client.ts';
import { expect, test } from './fixtures/signalbox.ts';

const EVERYTHING = join(REPOSITORY, 'node_modules/@modelcontextprotocol/server-everything/dist/index.js');

test.use({
  configuration: {
    memory: wellBehaved(),
    everything: { command: process.execPath, args: [EVERYTHING] },
  },
});

test.beforeEach(async ({ page }) => {
  for (const name of ['memory', 'everything'])
    await expect(lamp(serverRow(page, name))).toHaveAccessibleName('healthy');
});

const openTraffic = (page: Page) => page.getByRole('button', { name: 'Traffic', exact: true }).click();
const requests = (page: Page) => page.getByRole('log', { name: 'Last requests' });

test('a client’s calls are seen as they happen: who, what, how long and how they ended', async ({
  page,
  home,
}) => {
  const { url, token } = await endpointOf(home);
  await openTraffic(page);
  await expect(page.getByRole('heading', { name: 'No client is attached yet' })).toBeVisible();
  await expect(page.getByText(`${url}mcp`)).toBeVisible();

  const client = await attach(url, token, 'memory', 'Test Client');
  const card = page.getByRole('list', { name: 'Clients' }).getByRole('listitem');
  await expect(card).toContainText(/Test Client.*2025-11-25/);
  await client.request('tools/call', { name: 'echo', arguments: { message: 'hello' } });
  await client.request('tools/call', { name: 'no-such-tool', arguments: {} });
  await expect(requests(page).getByRole('button').filter({ hasText: 'echo' })).toContainText(
    /Test Client.*memory.*ok/,
  );
  await expect(requests(page).getByRole('button').filter({ hasText: 'no-such-tool' })).toContainText(
    /refused by the server|not sent/,
  );
  // A level line has no height, and so counts as hidden.
  await expect(page.getByRole('button', { name: /^Test Client to memory: .* errors/ })).toHaveCount(1);

  await page.getByRole('tab', { name: 'Latency by tool' }).click();
  const latencies = page.getByRole('region', { name: 'Latency by tool' });
  await expect(latencies.getByRole('row').filter({ hasText: 'echo' })).toContainText(/memory.*\d ms/);
  await page.getByRole('tab', { name: 'Clients', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Attached now' })).toContainText(
    /Test Client 9\.9\.9.*2025-11-25 legacy.*HTTP.*memory/,
  );
  await page.getByRole('button', { name: 'Dashboard', exact: true }).click();
  await expect(serverRow(page, 'memory')).toContainText(/\/s.* ms.* %/);
});

test('a long call shows its progress and is cancelled from the window', async ({ page, home }) => {
  const { url, token } = await endpointOf(home);
  const client = await attach(url, token, 'everything', 'Patient');
  const answer = client.request('tools/call', {
    name: 'trigger-long-running-operation',
    arguments: { duration: 600, steps: 600 },
    _meta: { progressToken: 'p' },
  });
  await openTraffic(page);
  const entry = page.getByRole('region', { name: 'In flight', exact: true }).getByRole('listitem');
  await expect(entry).toContainText(/trigger-long-running-operation.*Patient → everything/);
  await expect(entry.getByRole('progressbar')).toHaveAttribute('max', '600');
  await page.getByRole('button', { name: /^Cancel trigger-long-running-operation/ }).click();
  expect((await answer).error?.message).toMatch(/cancel/i);
  await expect(page.getByText('Nothing is in flight.')).toBeVisible();
  await expect(requests(page)).toContainText('cancelled');
});

test('a token made in the window opens the gateway, names its client, and is refused once it is removed', async ({
  page,
  home,
}) => {
  const { url } = await endpointOf(home);
  await openTraffic(page);
  await page.getByRole('tab', { name: 'Clients', exact: true }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('laptop');
  await page.getByRole('button', { name: 'Add token' }).click();
  await page.getByRole('button', { name: 'Show token' }).click();
  const token = await page.getByText(/^sbc_/).first().textContent();
  if (token === null) throw new Error('no token is shown');
  const client = await attach(url, token, 'memory', 'Laptop');
  await client.request('tools/list');
  await expect(page.getByRole('region', { name: 'Attached now' })).toContainText('by laptop');

  await page.getByRole('button', { name: 'Remove laptop…' }).click();
  await page.getByRole('button', { name: 'Remove it' }).click();
  await expect(page.getByRole('region', { name: 'Attached now' })).toContainText('No client is attached.');
  await expect(attach(url, token, 'memory', 'Laptop')).rejects.toThrow('401');
});

test('a tool is tried by its form and switched off for clients, in the file too', async ({ page, home }) => {
  const { url, token } = await endpointOf(home);
  const client = await attach(url, token, 'memory', 'Test Client');
  await openServer(page, 'memory');
  await page.getByRole('tab', { name: 'Tools' }).click();
  const form = page.getByRole('region', { name: 'Try echo' }).first();
  await form.getByRole('textbox', { name: 'message' }).fill('hello there');
  await page.keyboard.press('Control+Enter');
  await expect(form.locator('pre')).toHaveText('hello there');

  const reverse = page.getByRole('switch', { name: 'reverse for clients' });
  await expect(reverse).toBeChecked();
  await reverse.click();
  await expect(reverse).not.toBeChecked();
  expect(JSON.parse(await readFile(home.configFile, 'utf8')).mcpServers.memory.tools.deny).toEqual([
    'reverse',
  ]);
  const names = async (): Promise<readonly string[]> => {
    const { result } = await client.request('tools/list');
    return ((result?.['tools'] ?? []) as { name: string }[]).map(({ name }) => name);
  };
  await expect.poll(names).toEqual(['echo']);
  await reverse.click();
  await expect(reverse).toBeChecked();
  await expect.poll(names).toEqual(['echo', 'reverse']);
});
