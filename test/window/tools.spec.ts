import type { Page } from '@playwright/test';
import { serverView, snapshotOf } from '../unit/renderer/made-up.ts';
import { detail } from '../unit/renderer/made-up-history.ts';
import { latency, tool, toolList } from '../unit/renderer/made-up-traffic.ts';
import { expectToFit } from './fixtures/fit.ts';
import { callsOf, type MadeUp, openMadeUp } from './fixtures/made-up-engine.ts';
import { expect, test } from './fixtures/signalbox.ts';
import { violations, violationsInBothThemes } from './fixtures/violations.ts';

test.use({ configuration: {} });

// biome-ignore lint/correctness/noEmptyPattern: nothing is started for a test that does not run
test.beforeEach(({}, testInfo) => {
  // biome-ignore lint/suspicious/noSkippedTests: the same page; its preload script leaves no room for made-up answers
  test.skip(testInfo.project.name === 'electron', 'made-up answers need a browser');
});

/** One point of red, as PNG. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==';

const SEARCH = tool('search_nodes', {
  title: 'Search',
  description: 'Finds nodes by their text.',
  annotations: { readOnlyHint: true, idempotentHint: true },
  input_schema: {
    type: 'object',
    properties: {
      query: { type: 'string', description: 'What to look for', minLength: 2 },
      limit: { type: 'integer', default: 10, maximum: 100 },
      deep: { type: 'boolean' },
      order: { enum: ['newest', 'oldest'] },
      tags: { type: 'array', items: { type: 'string' } },
      within: {
        oneOf: [
          { title: 'A folder', type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
          {
            title: 'The last days',
            type: 'object',
            properties: { days: { type: 'number' } },
            required: ['days'],
          },
        ],
      },
      extra: { type: 'object', additionalProperties: { type: 'string' } },
    },
    required: ['query'],
  },
});

function madeUp(part: Partial<MadeUp> = {}): MadeUp {
  const server = serverView();
  return {
    snapshot: snapshotOf([server]),
    details: { memory: detail({ server }) },
    latencies: [latency('memory', 'search_nodes', { requests: 42, errors: 3 })],
    tools: {
      memory: toolList('memory', [
        SEARCH,
        tool('delete_all', {
          exposed_name: 'wipe',
          enabled: false,
          filter_reason: 'the rule deny "delete_*" in servers.json hides it',
          annotations: { readOnlyHint: false, destructiveHint: true },
        }),
        tool('ping'),
      ]),
    },
    answer: {
      result: {
        content: [
          { type: 'text', text: '{"found":2}' },
          { type: 'image', mimeType: 'image/png', data: PIXEL },
        ],
        structuredContent: { found: 2 },
      },
      error: null,
      ms: 38,
      queued_ms: 0,
      instance: 1,
    },
    ...part,
  };
}

const ADDRESS = '#/server/memory/tools';
const list = (page: Page) => page.getByRole('region', { name: 'Tools of the server' });
const trying = (page: Page) => page.getByRole('region', { name: 'Try search_nodes' }).first();

test('a tool is listed with its names, its hints, its figures and its switch', async ({ page }) => {
  await openMadeUp(page, madeUp(), ADDRESS);
  const items = list(page).getByRole('listitem');
  await expect(items).toHaveCount(3);
  await expect(items.nth(0)).toContainText(
    /search_nodes.*Finds nodes.*reads only.*repeatable.*memory__search_nodes in \/mcp.*42 calls · p50 2.0 ms · p95 8.0 ms · 7.1 % errors/s,
  );
  await expect(items.nth(1)).toContainText(/delete_all.*may destroy.*as wipe.*the rule deny "delete_\*"/s);
  await page.getByRole('searchbox', { name: 'Search the tools' }).fill('wipe');
  await expect(items).toHaveCount(1);
  await page.getByRole('searchbox', { name: 'Search the tools' }).fill('');

  const off = list(page).getByRole('switch', { name: 'ping for clients' });
  await expect(off).toBeChecked();
  await off.click();
  await expect(off).not.toBeChecked();
  expect(await callsOf(page, 'switch-tool')).toEqual([{ server: 'memory', tool: 'ping', enabled: false }]);
});

test('a tool is called with a form that is made of its schema', async ({ page }) => {
  await openMadeUp(page, madeUp(), ADDRESS);
  const form = trying(page);
  await expect(form.getByRole('textbox', { name: 'limit' })).toHaveValue('10');
  await form.getByRole('button', { name: 'Call', exact: true }).click();
  await expect(form.getByRole('alert')).toContainText('does not fit: see query.');
  await expect(form.getByRole('textbox', { name: 'query' })).toHaveAttribute('aria-invalid', 'true');
  expect(await callsOf(page, 'request')).toEqual([]);

  await form.getByRole('textbox', { name: 'query' }).fill('beech');
  await form.getByRole('combobox', { name: 'deep' }).selectOption('true');
  await form.getByRole('combobox', { name: 'order' }).selectOption('oldest');
  await form.getByRole('button', { name: 'Add to tags' }).click();
  await form.getByRole('textbox', { name: 'tags 1' }).fill('tree');
  await form.getByRole('combobox', { name: 'Kind of within' }).selectOption('The last days');
  await form.getByRole('textbox', { name: 'days' }).fill('7');
  await form.getByRole('textbox', { name: 'extra' }).fill('{"a": "b"}');
  await form.getByRole('textbox', { name: 'query' }).press('Control+Enter');
  await expect(form.getByText('Answered')).toBeVisible();
  const given = {
    query: 'beech',
    limit: 10,
    deep: true,
    order: 'oldest',
    tags: ['tree'],
    within: { days: 7 },
    extra: { a: 'b' },
  };
  expect(await callsOf(page, 'request')).toEqual([
    {
      server: 'memory',
      method: 'tools/call',
      params: { name: 'search_nodes', arguments: given },
      timeout_ms: expect.any(Number),
    },
  ]);
  await expect(form.locator('pre').first()).toHaveText('{\n  "found": 2\n}');
  await expect(form.getByText('image/png, 1 × 1')).toBeVisible();
  const colour = await form
    .getByRole('img', { name: 'Image that the tool answered' })
    .evaluate((canvas) => [
      ...((canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, 1, 1).data ?? []),
    ]);
  expect(colour).toEqual([255, 0, 0, 255]);
  expect(await violations(page)).toEqual([]);
});

test('the form becomes JSON and back, and says what it can’t show', async ({ page }) => {
  await openMadeUp(page, madeUp(), ADDRESS);
  const form = trying(page);
  await form.getByRole('textbox', { name: 'query' }).fill('oak');
  await form.getByRole('button', { name: 'JSON' }).click();
  const json = form.getByRole('textbox', { name: 'Arguments, as JSON' });
  await expect(json).toHaveValue(JSON.stringify({ query: 'oak', limit: 10 }, null, 2));
  await json.fill('{ "query": "elm", "unknown": 1 }');
  await form.getByRole('button', { name: 'Form' }).click();
  await expect(form.getByText('The form can’t show these arguments.')).toBeVisible();
  await json.fill('{ "query": "elm", "tags": ["a", "b"] }');
  await form.getByRole('button', { name: 'Form' }).click();
  await expect(form.getByRole('textbox', { name: 'tags 2' })).toHaveValue('b');
  await form.getByRole('button', { name: 'JSON' }).click();
  await json.fill('{ "query": 5 }');
  await form.getByRole('button', { name: 'Call', exact: true }).click();
  await expect(form.getByRole('alert')).toContainText('query:');
  await form.getByRole('button', { name: 'Call anyway' }).click();
  await expect(form.getByText('Answered')).toBeVisible();
});

test('the last tries are kept, shown again and begun from', async ({ page }) => {
  await openMadeUp(page, madeUp(), ADDRESS);
  const form = trying(page);
  for (const word of ['oak', 'elm']) {
    await form.getByRole('textbox', { name: 'query' }).fill(word);
    await form.getByRole('button', { name: 'Call', exact: true }).click();
  }
  const tries = page.getByRole('region', { name: 'Last tries' }).getByRole('listitem');
  await expect(tries).toHaveCount(2);
  await expect(tries.nth(0)).toContainText('elm');
  await tries
    .nth(1)
    .getByRole('button', { name: /^Use the arguments/ })
    .click();
  await expect(form.getByRole('textbox', { name: 'query' })).toHaveValue('oak');
  // They stay while another tool or page is looked at.
  await list(page).getByRole('button', { name: /^ping/ }).click();
  await expect(tries).toHaveCount(0);
  await list(page)
    .getByRole('button', { name: /^search_nodes/ })
    .click();
  await expect(tries).toHaveCount(2);
});

test('a tool that fails, and a server that can’t be reached, say so', async ({ page }) => {
  const failed = { content: [{ type: 'text', text: 'no such node' }], isError: true };
  const answer = { result: failed, error: null, ms: 3, queued_ms: 0, instance: 1 };
  await openMadeUp(page, madeUp({ answer }), ADDRESS);
  await trying(page).getByRole('textbox', { name: 'query' }).fill('oak');
  await page.keyboard.press('Control+Enter');
  await expect(trying(page)).toContainText('The tool says that it failed');
  await expect(trying(page)).toContainText('no such node');
  const { answer: _none, ...without } = madeUp();
  await openMadeUp(page, without, ADDRESS);
  await trying(page).getByRole('textbox', { name: 'query' }).fill('oak');
  await page.keyboard.press('Control+Enter');
  await expect(trying(page)).toContainText('It was not answered. memory was stopped by you.');
});

test('nothing sticks out with the longest names and schemas', async ({ page }) => {
  const long = 'a_name_without_any_end_'.repeat(12);
  const huge = tool(long, {
    description: long.repeat(5),
    filter_reason: long,
    input_schema: {
      type: 'object',
      properties: Object.fromEntries(
        Array.from({ length: 30 }, (_, index) => [`${long}${index}`, { type: 'string', description: long }]),
      ),
    },
  });
  await openMadeUp(page, madeUp({ tools: { memory: toolList('memory', [huge]) } }), ADDRESS);
  await expect(list(page).getByRole('listitem')).toHaveCount(1);
  await expectToFit(page);
});

test('an accessibility check finds nothing on the tools of a server', async ({ page }) => {
  await openMadeUp(page, madeUp(), ADDRESS);
  await expect(list(page).getByRole('listitem')).toHaveCount(3);
  await trying(page).getByRole('button', { name: 'Call', exact: true }).click();
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.setViewportSize({ width: 900, height: 600 });
  expect(await violationsInBothThemes(page)).toEqual([]);
});
