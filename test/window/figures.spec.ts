import type { Page } from '@playwright/test';
import type { ServerView } from '#contract/server.ts';
import {
  healthOverview,
  lostPoints,
  report,
  serverHealth,
  serverMetrics,
} from '../unit/renderer/figures/made-up-health.ts';
import { serverView, snapshotOf } from '../unit/renderer/made-up.ts';
import { detail, processView } from '../unit/renderer/made-up-history.ts';
import { expectToFit } from './fixtures/fit.ts';
import { type MadeUp, openMadeUp, tellServer } from './fixtures/made-up-engine.ts';
import { expect, test } from './fixtures/signalbox.ts';
import { violationsInBothThemes } from './fixtures/violations.ts';

test.use({ configuration: {} });

// biome-ignore lint/correctness/noEmptyPattern: nothing is started for a test that does not run
test.beforeEach(({}, testInfo) => {
  // biome-ignore lint/suspicious/noSkippedTests: the same page; its preload script leaves no room for made-up answers
  test.skip(testInfo.project.name === 'electron', 'made-up answers need a browser');
});

const SERVERS = [
  serverView({ name: 'calm', cpu_percent: 0.2, memory_bytes: 61e6 }),
  serverView({ name: 'busy', cpu_percent: 80, memory_bytes: 58e6 }),
  serverView({
    name: 'slow',
    cpu_percent: 2,
    memory_bytes: 412e6,
    lamp: 'warn',
    health: 'degraded',
    score: 79,
  }),
  serverView({
    name: 'stopped',
    state: 'stopped',
    lamp: 'off',
    cpu_percent: null,
    memory_bytes: null,
    score: null,
  }),
];

function madeUp(servers: ServerView[], part: Partial<MadeUp> = {}): MadeUp {
  return {
    snapshot: snapshotOf(servers),
    details: Object.fromEntries(servers.map((server) => [server.name, detail({ server })])),
    health: healthOverview({ servers: servers.map(({ name }) => serverHealth(name)) }),
    ...part,
  };
}

const shownNames = (page: Page) =>
  page
    .getByRole('region', { name: 'Servers' })
    .locator('tr[data-server] a')
    .filter({ hasText: /^[a-z]+$/ });

test('the servers are put in order by a click on a heading, and stay so after a reload', async ({ page }) => {
  await openMadeUp(page, madeUp(SERVERS), '#/');
  await expect(shownNames(page)).toHaveText(['calm', 'busy', 'slow', 'stopped']);
  const heading = page.getByRole('columnheader', { name: 'CPU' });
  await heading.getByRole('button').click();
  await expect(heading).toHaveAttribute('aria-sort', 'descending');
  await expect(shownNames(page)).toHaveText(['busy', 'slow', 'calm', 'stopped']);
  await page.reload();
  await expect(heading).toHaveAttribute('aria-sort', 'descending');
  await expect(shownNames(page)).toHaveText(['busy', 'slow', 'calm', 'stopped']);
  await heading.getByRole('button').press('Enter');
  await expect(shownNames(page)).toHaveText(['calm', 'slow', 'busy', 'stopped']);
  await heading.getByRole('button').press('Enter');
  await expect(heading).not.toHaveAttribute('aria-sort');
  await expect(shownNames(page)).toHaveText(['calm', 'busy', 'slow', 'stopped']);
  await page.getByRole('columnheader', { name: 'State' }).getByRole('button').click();
  await expect(shownNames(page).first()).toHaveText('slow');
});

test('no row slips away from under the pointer while the figures change', async ({ page }) => {
  const data = madeUp(SERVERS);
  await openMadeUp(page, data, '#/');
  await page.getByRole('columnheader', { name: 'CPU' }).getByRole('button').click();
  await page.getByRole('link', { name: 'slow', exact: true }).hover();
  await tellServer(page, data.snapshot, serverView({ name: 'calm', cpu_percent: 99, memory_bytes: 61e6 }));
  await expect(page.locator('tr[data-server="calm"]')).toContainText('99.0 %');
  await expect(shownNames(page)).toHaveText(['busy', 'slow', 'calm', 'stopped']);
  await page.getByRole('heading', { name: 'Signalbox' }).hover();
  await expect(shownNames(page)).toHaveText(['calm', 'busy', 'slow', 'stopped']);
});

test('processes that are gone or not told of say so, and no figure of theirs is 0', async ({ page }) => {
  const server = serverView({ processes: 3 });
  const processes = [
    processView(10, 1, {
      root: true,
      status: 'sleeping',
      cpu_percent: 0,
      memory_bytes: 74e6,
      pss_bytes: 31e6,
      threads: 4,
    }),
    processView(11, 10, { status: 'zombie', cpu_percent: 0 }),
    processView(12, 10, { status: 'denied' }),
  ];
  const data = madeUp([server], { details: { memory: detail({ server, processes }) } });
  await openMadeUp(page, data, '#/server/memory/processes');
  const row = (pid: number) => page.locator(`tr[data-pid="${pid}"]`);
  await expect(row(10)).toContainText('0.0 %');
  for (const [pid, word] of [
    [11, 'zombie'],
    [12, 'not told'],
  ] as const) {
    await expect(row(pid)).toContainText(word);
    const cells = await row(pid).locator('td').allTextContents();
    expect(cells.slice(3, -1)).toEqual(Array.from({ length: 8 }, () => '–'));
  }
  const sums = page.getByRole('row', { name: /All together/ });
  await expect(sums).toContainText('≥74 MB');
  await expect(page.getByText('2 alive, 1 zombie, 1 not told of')).toBeVisible();
  await expect(
    page.getByText('74 MB resident are 31 MB when each page counts once (PSS), in the 1 that tell it'),
  ).toBeVisible();
});

test('memory that is counted in many processes stands beside what it really is', async ({ page }) => {
  const server = serverView({ memory_bytes: 377e6, processes: 9 });
  const figures = serverMetrics('memory', { memory_bytes: 377e6, pss_bytes: 45e6 });
  await openMadeUp(page, madeUp([server], { metrics: { memory: figures } }), '#/server/memory');
  const memory = page.getByTitle('counted in each; once each page, it is PSS 45 MB');
  await expect(memory).toHaveText('Memory · PSS 45 MB377 MB');
  await expectToFit(page);
});

test('every lost point is named with what mends it, and they add up', async ({ page }) => {
  const lost = [
    lostPoints(40, 'its circuit breaker is open', { code: 'breaker-open' }),
    lostPoints(12, 'memory grows by 96 MB an hour', { level: 'process', code: 'forecast', makes: 'healthy' }),
  ];
  const health = healthOverview({
    servers: [serverHealth('memory', { score: 48, status: 'degraded', lost })],
  });
  await openMadeUp(page, madeUp([serverView({ score: 48 })], { health }), '#/server/memory/health');
  const rows = page.getByRole('list', { name: 'Points lost' }).getByRole('listitem');
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText('−40 pointsIts circuit breaker is open');
  await expect(rows.last()).toContainText('A restart gives the memory back');
  await expect(page.getByRole('region', { name: 'Score' })).toContainText('100 − 52 = 48');
});

test('what is wrong with the machine stands on the dashboard until it is mended', async ({ page }) => {
  const system = report({
    status: 'unhealthy',
    score: 40,
    lost: [
      lostPoints(60, '0.2 GB of 500 GB are free', { level: 'system', code: 'disk-full', makes: 'unhealthy' }),
    ],
  });
  await openMadeUp(page, madeUp(SERVERS, { health: healthOverview({ system }) }), '#/');
  const card = page.getByRole('region', { name: 'Signalbox and this machine' });
  await expect(card).toContainText('This machine: unhealthy');
  await expect(card).toContainText('0.2 GB of 500 GB are free Free some space');
  await expectToFit(page);
});

test('without an answer the health of a server is not made up', async ({ page }) => {
  const { health: _none, ...data } = madeUp(SERVERS);
  await openMadeUp(page, data, '#/server/calm/health');
  await expect(page.getByText('The verdict can’t be shown: no verdicts were made up.')).toBeVisible();
});

test('an accessibility check finds nothing in the figures of servers in trouble', async ({ page }) => {
  const lost = [lostPoints(21, 'slow')];
  const system = report({
    status: 'degraded',
    score: 80,
    lost: [lostPoints(20, 'little space', { level: 'system' })],
  });
  const dependencies = [
    {
      name: 'cache',
      kind: 'tcp',
      target: '127.0.0.1:6379',
      critical: true,
      status: 'unhealthy',
      message: 'connection refused',
      ms: 1,
      checked_at: new Date().toISOString(),
    } as const,
  ];
  const servers = [
    serverHealth('slow', { score: 79, status: 'degraded', lost, dependencies }),
    serverHealth('stopped', { score: null, status: 'unknown' }),
  ];
  await openMadeUp(page, madeUp(SERVERS, { health: healthOverview({ system, servers }) }), '#/');
  await expect(page.getByRole('region', { name: 'Signalbox and this machine' })).toBeVisible();
  expect(await violationsInBothThemes(page)).toEqual([]);
  for (const place of ['slow/health', 'stopped/health', 'slow/processes']) {
    await page.evaluate((hash) => {
      window.location.hash = hash;
    }, `#/server/${place}`);
    await expect(page.getByRole('tabpanel')).not.toBeEmpty();
    expect(await violationsInBothThemes(page), place).toEqual([]);
    await expectToFit(page);
  }
});
