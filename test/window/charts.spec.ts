import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import type { Trend } from '#contract/metric.ts';
import type { RegisterEntry } from '#contract/register.ts';
import type { ServerView } from '#contract/server.ts';
import { iso, series, seriesPage } from '../unit/renderer/charts/made-up-series.ts';
import { serverView, snapshotOf } from '../unit/renderer/made-up.ts';
import { detail } from '../unit/renderer/made-up-history.ts';
import { expectToFit } from './fixtures/fit.ts';
import { callsOf, type MadeUp, openMadeUp } from './fixtures/made-up-engine.ts';
import { expect, test } from './fixtures/signalbox.ts';
import { violationsInBothThemes } from './fixtures/violations.ts';

test.use({ configuration: {} });

// biome-ignore lint/correctness/noEmptyPattern: nothing is started for a test that does not run
test.beforeEach(({}, testInfo) => {
  // biome-ignore lint/suspicious/noSkippedTests: the same page; its preload script leaves no room for made-up answers
  test.skip(testInfo.project.name === 'electron', 'made-up answers need a browser');
});

const MINUTE = 60;
const FORECAST = 'Memory grows by 96 MB an hour and reaches its 512 MiB limit in 3 h.';

/** Even, so that the rows of two servers are the same. */
const evenNowS = (): number => 2 * Math.floor(Date.now() / 2000);

/** The last quarter of an hour, without the two minutes that lie eight minutes back, and what is measured while a test runs. */
function kept(server: string, nowS: number, factor: number) {
  const all = Array.from({ length: 600 }, (_, index) => nowS - 2 * (449 - index));
  const times = all.filter((time) => time < nowS - 8 * MINUTE || time > nowS - 6 * MINUTE);
  const each = (value: (time: number) => number | null) => times.map(value);
  return seriesPage(
    times,
    [
      series(
        'memory_bytes',
        each((time) => factor * (400e6 + Math.min(0, time - nowS) * 1e5)),
      ),
      series(
        'cpu_percent',
        each((time) => factor * (time % 7)),
      ),
      series(
        'open_files',
        each((time) => (time % 10 === 0 ? 38 : null)),
      ),
      series(
        'threads',
        each(() => 11),
      ),
    ],
    { server },
  );
}

function madeUp(part: Partial<ServerView> = {}, more: Partial<MadeUp> = {}): MadeUp {
  const servers = [serverView({ name: 'memory', ...part }), serverView({ name: 'github' })];
  const nowS = evenNowS();
  const entry = (id: number, minutesAgo: number, part: Pick<RegisterEntry, 'lamp' | 'kind' | 'text'>) => ({
    id,
    at: iso(nowS - minutesAgo * MINUTE),
    server: 'memory',
    ...part,
  });
  return {
    snapshot: snapshotOf(servers),
    details: Object.fromEntries(servers.map((server) => [server.name, detail({ server })])),
    series: { memory: kept('memory', nowS, 1), github: kept('github', nowS, 2) },
    markers: [
      entry(3, 6, { lamp: 'ok', kind: 'ready', text: 'memory is ready' }),
      entry(2, 8, { lamp: 'bad', kind: 'went-down', text: 'memory exited with code 1' }),
      entry(1, 12, { lamp: 'info', kind: 'configuration-applied', text: 'Configuration applied' }),
    ],
    anomalies: [
      {
        server: 'memory',
        metric: 'cpu_percent',
        from: iso(nowS - 4 * MINUTE),
        to: iso(nowS + 6 * MINUTE),
        score: 1.2,
        sentence: 'CPU went from 4 % to 96 %',
      },
    ],
    ...more,
  };
}

const chart = (page: Page, heading: string): Locator =>
  page.getByRole('region', { name: heading, exact: true });
const cursor = (page: Page, heading: string): Locator =>
  page.getByRole('slider', { name: `${heading}: moment`, exact: true });
const happened = (page: Page): Locator => page.getByRole('region', { name: 'What happened' });

/** The part of time that was asked for last, in seconds. */
async function lastAsked(page: Page): Promise<{ from: number; to: number | null }> {
  const calls = (await callsOf(page, 'series')) as { from: string; to?: string }[];
  const last = calls.at(-1);
  if (last === undefined) throw new Error('nothing was asked');
  return {
    from: Date.parse(last.from) / 1000,
    to: last.to === undefined ? null : Date.parse(last.to) / 1000,
  };
}

test('a server’s charts tell their figures in words too: last, lowest and highest', async ({ page }) => {
  await openMadeUp(page, madeUp(), '#/server/memory');
  const row = chart(page, 'Memory').getByRole('row', { name: /^Memory/ });
  await expect(row).toContainText('400 MB');
  await expect(row).toContainText(/31\d MB/);
  await expect(chart(page, 'Open files and threads')).toContainText('files38');
  await expect(chart(page, 'Requests')).toContainText(
    /Nothing was measured between \d\d:\d\d:\d\d and \d\d:\d\d:\d\d/,
  );
});

test('keys read off, zoom and lead back, on all charts at once', async ({ page }) => {
  await openMadeUp(page, madeUp(), '#/server/memory');
  const memory = cursor(page, 'Memory');
  await expect(memory).toHaveAttribute('aria-valuetext', 'now: 400 MB');
  await memory.focus();
  await page.keyboard.press('Home');
  await expect(memory).toHaveAttribute('aria-valuetext', /: 31\d MB$/);
  // The same moment is read off beside the other charts.
  const time = (await memory.getAttribute('aria-valuetext'))?.slice(0, 8) ?? '';
  await expect(chart(page, 'CPU')).toContainText(time);
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await expect(memory).toHaveAttribute('aria-valuetext', /: 400 MB$/);
  // What was out of the ordinary then stands beside the figure that it was seen in.
  await expect(chart(page, 'CPU')).toContainText('CPU went from 4 % to 96 %');
  await page.keyboard.press('+');
  await expect(page.getByRole('button', { name: 'Whole range' })).toBeVisible();
  const { from, to } = await lastAsked(page);
  expect((to ?? 0) - from).toBeLessThan(10 * MINUTE);
  // Back to the whole range first, then out of the page.
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Whole range' })).toBeHidden();
  await expect(memory).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'Servers' })).toBeVisible();
});

test('drawing over a stretch of time shows it on all charts; a double click leads back', async ({ page }) => {
  await openMadeUp(page, madeUp(), '#/server/memory');
  await expect(cursor(page, 'Memory')).toHaveAttribute('aria-valuetext', 'now: 400 MB');
  const box = await chart(page, 'CPU').locator('.u-over').boundingBox();
  if (box === null) throw new Error('the chart has no plot');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.8, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.4, y, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByRole('button', { name: 'Whole range' })).toBeVisible();
  const { from, to } = await lastAsked(page);
  const nowS = Date.now() / 1000;
  expect(from).toBeGreaterThan(nowS - 12 * MINUTE);
  expect(to).toBeLessThan(nowS - MINUTE);
  await page.mouse.dblclick(box.x + box.width / 2, y);
  await expect(page.getByRole('button', { name: 'Whole range' })).toBeHidden();
});

test('what happened stands on one line of time; keys go from sign to sign, and the charts follow', async ({
  page,
}) => {
  const made = madeUp();
  await openMadeUp(page, made, '#/server/memory');
  const signs = happened(page).getByRole('button');
  await expect(signs).toHaveCount(3);
  await expect(happened(page)).toContainText('Last:');
  await signs.last().focus();
  await page.keyboard.press('ArrowLeft');
  await expect(signs.nth(1)).toBeFocused();
  await expect(happened(page)).toContainText('memory exited with code 1');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Whole range' })).toBeVisible();
  const { from, to } = await lastAsked(page);
  const [, down] = made.markers ?? [];
  expect((from + (to ?? 0)) / 2).toBeCloseTo(Date.parse(down?.at ?? '') / 1000, 0);
});

test('another range is asked for, and is there again after a reload', async ({ page }) => {
  await openMadeUp(page, madeUp(), '#/server/memory');
  await page.getByRole('radio', { name: '15 min' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: '1 h' })).toBeChecked();
  await expect.poll(async () => (await lastAsked(page)).from).toBeLessThan(Date.now() / 1000 - 3500);
  await page.reload();
  await expect(page.getByRole('radio', { name: '1 h' })).toBeChecked();
});

test('what the charts show is saved as a table, empty where nothing was measured', async ({ page }) => {
  await openMadeUp(page, madeUp(), '#/server/memory');
  await expect(cursor(page, 'Memory')).toHaveAttribute('aria-valuetext', 'now: 400 MB');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export the figures as CSV' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('memory-figures.csv');
  const [head = '', ...rows] = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n');
  const columns = head.split(',');
  expect(columns.slice(0, 3)).toEqual(['time', 'server', 'memory_bytes']);
  expect(rows.length).toBeGreaterThan(300);
  const newest = rows.at(-1)?.split(',') ?? [];
  expect(newest[columns.indexOf('memory_bytes')]).toBe('400000000');
  expect(newest[columns.indexOf('p95_ms')]).toBe('');
});

test('where memory leads is said on top of the page, and the server can be restarted from there', async ({
  page,
}) => {
  const nowS = evenNowS();
  const trend: Trend = {
    server: 'memory',
    metric: 'memory_bytes',
    from: iso(nowS - 21_600),
    to: iso(nowS),
    samples: 500,
    average: 3e8,
    peak: 4e8,
    peak_at: iso(nowS),
    slope_per_hour: 96e6,
    limit: 512 * 2 ** 20,
    reaches_limit_at: iso(nowS + 3 * 3600),
    is_leak: true,
    sentence: FORECAST,
  };
  const limit = { limit: 'memory_soft', value: 512 * 2 ** 20, enforced_by: 'watched', detail: '' } as const;
  await openMadeUp(
    page,
    madeUp({ forecast: FORECAST, limits: [limit] }, { trends: [trend] }),
    '#/server/memory',
  );
  const card = page.getByRole('region', { name: 'What and why' });
  await expect(card).toContainText(FORECAST);
  await card.getByRole('button', { name: 'Restart now' }).click();
  expect(await callsOf(page, 'restart')).toEqual([{ names: ['memory'] }]);
});

test('two servers stand in the same charts; other ones can be chosen there, and Esc leads back', async ({
  page,
}) => {
  await openMadeUp(page, madeUp(), '#/server/memory');
  await page.getByRole('button', { name: 'Compare with…' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'github' }).press('Enter');
  await expect(page).toHaveURL(/#\/compare\/memory\/github$/);
  await expect(page.getByRole('heading', { name: 'Compare' })).toBeFocused();
  await expect(cursor(page, 'Memory')).toHaveAttribute('aria-valuetext', 'now: memory 400 MB, github 800 MB');
  await expect(page.getByRole('combobox', { name: 'Second server' })).toHaveValue('github');
  await page.reload();
  await expect(cursor(page, 'Threads')).toHaveAttribute('aria-valuetext', 'now: memory 11, github 11');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'memory', exact: true })).toBeVisible();
});

test('an accessibility check finds nothing on charts, and they fit into any window', async ({ page }) => {
  for (const hash of ['#/server/memory', '#/compare/memory/github']) {
    await openMadeUp(page, madeUp(), hash);
    await expect(cursor(page, 'Memory')).toHaveAttribute('aria-valuetext', /400 MB/);
    expect(await violationsInBothThemes(page)).toEqual([]);
    await expectToFit(page);
  }
});
