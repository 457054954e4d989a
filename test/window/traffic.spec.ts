import type { Page } from '@playwright/test';
import type { ServerView } from '#contract/server.ts';
import type { RequestRecord, Traffic } from '#contract/traffic.ts';
import { fakeServerTraffic } from '../fakes/server-traffic.ts';
import { serverView, snapshotOf } from '../unit/renderer/made-up.ts';
import { client, flow, inFlight, latency, request, traffic } from '../unit/renderer/made-up-traffic.ts';
import { expectToFit } from './fixtures/fit.ts';
import { callsOf, type MadeUp, openMadeUp, tell } from './fixtures/made-up-engine.ts';
import { expect, test } from './fixtures/signalbox.ts';
import { violations, violationsInBothThemes } from './fixtures/violations.ts';

test.use({ configuration: {} });

// biome-ignore lint/correctness/noEmptyPattern: nothing is started for a test that does not run
test.beforeEach(({}, testInfo) => {
  // biome-ignore lint/suspicious/noSkippedTests: the same page; its preload script leaves no room for made-up answers
  test.skip(testInfo.project.name === 'electron', 'made-up answers need a browser');
});

const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
const SERVERS = ['filesystem', 'github', 'memory', 'playwright', 'postgres', 'fetch'];

function servers(): ServerView[] {
  return SERVERS.map((name) =>
    serverView(
      name === 'github' ? { name, lamp: 'warn', health: 'degraded', health_reasons: ['slow'] } : { name },
    ),
  );
}

const CORRELATION = 'abcdef0123456789abcdef0123456789';

function busy(): Traffic {
  return traffic({
    at: new Date().toISOString(),
    clients: [
      client('Claude Code', { id: 'a', server: 'memory', in_flight: 1, since: ago(7200) }),
      client('Claude Code', { id: 'b', protocol_version: '2026-07-28', era: 'modern', token: 'laptop' }),
      client('Cursor', { id: 'c', transport: 'connect', protocol_version: '2025-06-18', since: ago(90) }),
    ],
    flows: [
      flow('Claude Code', 'filesystem', { requests_per_second: 12 }),
      flow('Claude Code', 'github', { requests_per_second: 2, errors_per_second: 0.1, p95_ms: 2310 }),
      flow('Claude Code', 'memory', { requests_per_second: 0.4 }),
      flow('Cursor', 'filesystem', { requests_per_second: 340, p95_ms: 3 }),
      flow('Cursor', 'playwright', { requests_per_second: 0.2, in_flight: 1 }),
      flow('Cursor', 'github', { requests_per_second: 1, errors_per_second: 0.6, p95_ms: 30_000 }),
      flow('Codex', 'postgres', { requests_per_second: 0, p95_ms: null, p50_ms: null }),
    ],
    in_flight: [
      inFlight(900, { server: 'playwright', target: 'browser_navigate', since: ago(12) }),
      inFlight(901, {
        client: 'Claude Code',
        server: 'github',
        target: 'search_issues',
        since: ago(95),
        progress: { progress: 30, total: 120, message: 'page 3' },
      }),
      inFlight(902, { target: null, method: 'tools/list', since: ago(1), queued: true }),
    ],
    servers: SERVERS.map((name) =>
      fakeServerTraffic(name, {
        p95_ms: 38,
        error_rate: 0.004,
        requests: 120,
        ...(name === 'github'
          ? {
              breaker: 'open',
              breaker_reason: '5 failures in a row',
              breaker_trial_at: new Date(Date.now() + 42_000).toISOString(),
            }
          : {}),
        ...(name === 'playwright'
          ? { share: 'per-client', share_reason: 'it keeps a browser for its client' }
          : {}),
      }),
    ),
  });
}

function past(): RequestRecord[] {
  const failed = request(41, {
    correlation_id: CORRELATION,
    client: 'Cursor',
    server: 'github',
    target: 'get_pull_request',
    queue_ms: 4,
    ms: 30_000,
    retries: 2,
    error: { class: 'timeout', severity: 'error', code: -32001, message: 'no answer in 30 s' },
  });
  const rest = Array.from({ length: 40 }, (_, index) =>
    request(40 - index, {
      client: index % 3 === 0 ? 'Cursor' : 'Claude Code',
      server: SERVERS[index % SERVERS.length] ?? 'memory',
      ms: 2 + index,
      cache: index % 4 === 0 ? 'hit' : 'none',
    }),
  );
  return [failed, ...rest];
}

function madeUp(part: Partial<MadeUp> = {}): MadeUp {
  return {
    snapshot: snapshotOf(servers()),
    details: {},
    traffic: busy(),
    requests: past(),
    latencies: [
      latency('memory', 'search_nodes', { requests: 900, p95_ms: 8 }),
      latency('github', 'search_issues', {
        requests: 42,
        errors: 3,
        p50_ms: 180,
        p95_ms: 2310,
        p99_ms: 4000,
      }),
      latency('memory', null, { requests: 4, p95_ms: 1 }),
    ],
    ...part,
  };
}

const list = (page: Page) => page.getByRole('log', { name: 'Last requests' });
const rows = (page: Page) => list(page).getByRole('button', { expanded: false });
const flying = (page: Page) => page.getByRole('region', { name: 'In flight', exact: true });

test('clients and servers stand on two sides, with lines that say rate, latency and errors', async ({
  page,
}) => {
  await openMadeUp(page, madeUp(), '#/traffic');
  const clients = page.getByRole('list', { name: 'Clients' });
  await expect(clients.getByRole('listitem')).toHaveText([
    /Claude Code.*14 \/s.*2 sessions · 2025-11-25, 2026-07-28/,
    /Codex.*not attached now/,
    /Cursor.*341 \/s.*2025-06-18.*1 in flight/,
  ]);
  const drawn = page.getByRole('list', { name: 'Servers' });
  await expect(drawn.getByRole('listitem').filter({ hasText: 'github' })).toContainText(
    /breaker open, trial in \d+ s/,
  );
  await expect(drawn.getByRole('listitem').filter({ hasText: 'playwright' })).toContainText(
    'one each: it keeps a browser for its client',
  );
  await expect(page.getByText('Not asked yet: fetch')).toBeVisible();

  const line = page.getByRole('button', { name: /^Cursor to github: / });
  await expect(line).toHaveAccessibleName(
    'Cursor to github: 1 /s · p95 30 s · 60 % errors. Show its requests',
  );
  await expect(line).toHaveAttribute('data-look', 'bad');
  await page.getByRole('button', { name: /^Claude Code to filesystem/ }).focus();
  await expect(page.getByText('12 /s · p95 38 ms')).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByText('2 /s · p95 2.31 s · 5 % errors')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: 'Server' })).toHaveValue('github');
  await expect(page.getByRole('combobox', { name: 'Client' })).toHaveValue('Claude Code');
});

test('what is drawn follows the traffic, and nothing else moves', async ({ page }) => {
  await openMadeUp(page, madeUp(), '#/traffic');
  const box = page.getByRole('region', { name: 'Lists' });
  await expect(box).toBeVisible();
  const before = await box.boundingBox();
  const now = busy();
  await tell(page, 'traffic', {
    ...now,
    flows: now.flows.map((one) => ({ ...one, requests_per_second: 999.4 })),
    in_flight: [],
  });
  await expect(page.getByText('999 /s').first()).toBeVisible();
  await expect(flying(page)).toContainText('Nothing is in flight.');
  expect(await box.boundingBox()).toEqual(before);
});

test('a call in flight tells its time and progress, and is cancelled; one that is over says so', async ({
  page,
}) => {
  await openMadeUp(page, madeUp(), '#/traffic');
  const entries = flying(page).getByRole('listitem');
  await expect(entries).toHaveCount(3);
  await expect(entries.nth(0)).toContainText(/browser_navigate.*1\d s.*Cursor → playwright/);
  await expect(entries.nth(2)).toContainText('waits for its turn');
  const progress = entries.nth(1).getByRole('progressbar', { name: 'Progress of search_issues' });
  await expect(progress).toHaveAttribute('value', '30');
  await expect(entries.nth(1)).toContainText('30 of 120 · page 3');
  const time = entries.nth(0).locator('span').first();
  const before = await time.textContent();
  await expect(time).not.toHaveText(before ?? '');

  await page.getByRole('button', { name: 'Cancel search_issues of Claude Code' }).click();
  await expect(flying(page)).toContainText('Cancelled: its client gets an error.');
  await page.getByRole('button', { name: 'Cancel browser_navigate of Cursor' }).click();
  await expect(flying(page)).toContainText('It was over already.');
  expect(await callsOf(page, 'cancel-request')).toEqual([{ seq: 901 }, { seq: 900 }]);
});

test('the last requests come as they end, can be filtered and held still', async ({ page }) => {
  await openMadeUp(page, madeUp(), '#/traffic');
  await expect(rows(page).first()).toContainText('timed out: no answer in 30 s');
  await tell(page, 'requests', [request(50, { target: 'brand_new' })]);
  await expect(rows(page).first()).toContainText('brand_new');
  await page.getByRole('button', { name: 'Pause' }).click();
  await tell(page, 'requests', [request(51, { target: 'held_back' })]);
  await expect(page.getByRole('button', { name: 'Paused, 1 new' })).toBeVisible();
  await expect(list(page)).not.toContainText('held_back');
  await page.getByRole('button', { name: 'Paused, 1 new' }).click();
  await expect(rows(page).first()).toContainText('held_back');

  await page.getByRole('combobox', { name: 'Outcome' }).selectOption('failed');
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('textbox', { name: 'Tool, prompt or URI' }).fill('nothing like it');
  await expect(page.getByText('No request fits.')).toBeVisible();
  await page.getByRole('button', { name: 'Show all requests' }).click();
  await expect(rows(page).nth(1)).toContainText('ok, from the cache');
});

test('a request opens to all that is known of it, by keyboard too', async ({ page, app }) => {
  await openMadeUp(page, madeUp(), '#/traffic');
  await expect(rows(page).first()).toContainText('get_pull_request');
  await list(page).focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('status', { name: 'Chosen request' })).toContainText(
    'Cursor to github: get_pull_request, 30 s, timed out: no answer in 30 s',
  );
  await page.keyboard.press('Enter');
  await expect(list(page)).toContainText('timed out (timeout, error, code -32001): no answer in 30 s');
  await expect(list(page)).toContainText('2 times');
  await expect(list(page)).toContainText('"recordArguments": true');
  await app.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy the correlation id' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(CORRELATION);
  expect(await violations(page)).toEqual([]);
});

test('the latency table sorts by each of its columns', async ({ page }) => {
  await openMadeUp(page, madeUp(), '#/traffic');
  await page.getByRole('tab', { name: 'Latency by tool' }).click();
  const table = page.getByRole('region', { name: 'Latency by tool' });
  const names = table.locator('tbody tr td:first-child');
  await expect(names).toHaveText(['search_issues', 'search_nodes', 'tools/list']);
  await expect(table.locator('tbody tr').first()).toContainText('7.1 %');
  await page.getByRole('button', { name: 'Requests', exact: true }).click();
  await expect(names).toHaveText(['search_nodes', 'search_issues', 'tools/list']);
  await expect(table.getByRole('columnheader', { name: 'Requests' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  await page.getByRole('button', { name: 'Requests', exact: true }).click();
  await expect(names).toHaveText(['tools/list', 'search_issues', 'search_nodes']);
});

test('a client’s token is made, shown only when asked for, and removed after a question', async ({
  page,
}) => {
  await openMadeUp(page, madeUp(), '#/traffic');
  await page.getByRole('tab', { name: 'Clients', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Attached now' }).getByRole('row')).toHaveCount(4);
  const tokens = page.getByRole('region', { name: 'Client tokens' });
  const name = tokens.getByRole('textbox', { name: 'Name' });
  await name.fill('Not Fit');
  await expect(tokens).toContainText('Lower-case letters, digits and dashes only');
  await name.fill('laptop');
  await name.press('Enter');
  await expect(tokens.getByRole('listitem')).toContainText('never used');
  await tokens.getByRole('button', { name: 'Claude Code' }).click();
  await expect(tokens).toContainText('"url": "http://127.0.0.1:4870/mcp"');
  await expect(tokens).not.toContainText('sbc_of_laptop');
  await tokens.getByRole('button', { name: 'Show token' }).click();
  await expect(tokens).toContainText('Bearer sbc_of_laptop');
  await tokens.getByRole('button', { name: 'Claude Desktop' }).click();
  await expect(tokens.locator('pre')).toHaveText(
    JSON.stringify(
      { mcpServers: { signalbox: { command: 'npx', args: ['signalbox', 'connect', '--all'] } } },
      null,
      2,
    ),
  );
  expect(await violations(page)).toEqual([]);
  await tokens.getByRole('button', { name: 'Remove laptop…' }).click();
  await expect(page.getByRole('dialog')).toContainText('cut off at once');
  await page.getByRole('button', { name: 'Remove it' }).click();
  await expect(tokens.getByRole('listitem')).toHaveCount(0);
  await expect(tokens).not.toContainText('sbc_of_laptop');
});

test('without a client the screen says how to attach one', async ({ page }) => {
  await openMadeUp(page, madeUp({ traffic: traffic(), requests: [] }), '#/traffic');
  await expect(page.getByRole('heading', { name: 'No client is attached yet' })).toBeVisible();
  await page.getByRole('combobox', { name: 'What to attach to' }).selectOption('memory');
  await expect(page.getByText('signalbox connect memory')).toBeVisible();
  await expect(page.getByText('http://127.0.0.1:4870/mcp/memory')).toBeVisible();
  await expect(page.getByText('No request came yet.')).toBeVisible();
});

test('the screen opens by its key and from the palette', async ({ page }) => {
  await openMadeUp(page, madeUp(), '#/');
  await page.keyboard.press('Alt+2');
  await expect(page.getByRole('heading', { name: 'Who calls what' })).toBeVisible();
  await expect(page).toHaveURL(/#\/traffic$/);
  await page.keyboard.press('Alt+1');
  await expect(page.getByRole('heading', { name: 'Register' })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('go traf');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Who calls what' })).toBeVisible();
});

test('nothing sticks out with long names and many of them', async ({ page }) => {
  const long = 'a-name-that-is-exactly-as-long-as-the-name-of-a-server-may-be-64';
  const names = Array.from({ length: 40 }, (_, index) => `${long}${index}`);
  const many = traffic({
    clients: names.map((name) => client(name)),
    flows: names.map((name) => flow(name, long, { errors_per_second: 0.5 })),
    in_flight: names.map((name, index) => inFlight(index, { client: name, target: long.repeat(4) })),
  });
  const record = request(1, { client: long, server: long, target: long.repeat(9) });
  await openMadeUp(page, madeUp({ traffic: many, requests: [record] }), '#/traffic');
  await rows(page).first().click();
  await expect(list(page)).toContainText('Correlation id');
  await expectToFit(page);
  for (const tab of ['Latency by tool', 'Clients']) {
    await page.getByRole('tab', { name: tab, exact: true }).click();
    await expectToFit(page);
  }
});

test('an accessibility check finds nothing on the Traffic screen', async ({ page }) => {
  await openMadeUp(page, madeUp(), '#/traffic');
  await expect(rows(page).first()).toBeVisible();
  expect(await violationsInBothThemes(page)).toEqual([]);
  for (const tab of ['Latency by tool', 'Clients']) {
    await page.getByRole('tab', { name: tab, exact: true }).click();
    await expect(page.getByRole('tab', { name: tab, exact: true })).toHaveAttribute('aria-selected', 'true');
    expect(await violationsInBothThemes(page)).toEqual([]);
  }
  await page.setViewportSize({ width: 900, height: 600 });
  expect(await violationsInBothThemes(page)).toEqual([]);
});
