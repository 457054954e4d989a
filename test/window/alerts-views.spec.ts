import type { Page } from '@playwright/test';
import type { Alert, AlertsNow } from '#contract/alert.ts';
import type { DailySummary, IncidentReport } from '#contract/incident.ts';
import { alertOf, alertsNow } from '../unit/renderer/alerts/made-up-alerts.ts';
import { iso, series, seriesPage } from '../unit/renderer/charts/made-up-series.ts';
import { serverView, snapshotOf } from '../unit/renderer/made-up.ts';
import { detail } from '../unit/renderer/made-up-history.ts';
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

const LONGEST = 'a-name-that-is-exactly-as-long-as-the-name-of-a-server-may-be-64';
const nowS = (): number => 10 * Math.floor(Date.now() / 10_000);
const ago = (minutes: number): string => iso(nowS() - minutes * 60);
const cause = 'db, which it depends on, keeps going down';

const loop = (): Alert =>
  alertOf('loop', {
    severity: 'critical',
    rule: 'crash_loop',
    message: 'db keeps going down: 6 times within 4 min',
    since: ago(4),
    incident: 12,
  });
const limit = (part: Partial<Alert> = {}): Alert =>
  alertOf('limit', {
    server: 'github',
    severity: 'warning',
    rule: 'memory_limit',
    type: 'resource_limit',
    message: 'github uses 441 MB, 86 % of its limit of 512 MB',
    metric: 'memory_bytes',
    unit: 'bytes',
    value: 441e6,
    threshold: 410e6,
    since: ago(12),
    related: [
      { server: 'github', metric: 'cpu_percent', at: ago(14), score: 2, sentence: 'CPU of github went up' },
    ],
    remedies: [{ at: ago(11), remedy: 'diagnose', outcome: 'done', sentence: 'diagnostics were run' }],
    ...part,
  });
const open = (): Alert[] => [
  loop(),
  limit(),
  alertOf('lacks', { server: 'web', state: 'inhibited', message: 'web lacks db', cause, incident: 12 }),
  alertOf('soon', { server: 'github', state: 'pending', rule: 'slow', message: 'github is slow' }),
  alertOf('disk', { server: null, state: 'acknowledged', message: '1.9 GB of the disk are free' }),
  alertOf('cpu', { server: LONGEST, state: 'silenced', message: `${LONGEST} uses 92 % of a core` }),
];
const over = (): Alert =>
  alertOf('over', {
    state: 'resolved',
    message: 'db was down for 2 min',
    since: ago(90),
    resolved_at: ago(80),
    resolution: 'db is back',
  });

const incident = (): IncidentReport => ({
  id: 12,
  opened_at: ago(4),
  closed_at: null,
  severity: 'critical',
  title: 'db keeps going down',
  cause: null,
  servers: ['db', 'web'],
  alerts: ['loop', 'lacks'],
  notifications: 1,
  summary: 'db went down 6 times within 4 min.',
  markdown: '# db keeps going down\n',
  timeline: [
    { at: ago(5), kind: 'configuration', server: null, severity: null, text: 'Configuration applied' },
    { at: ago(4), kind: 'alert', server: 'db', severity: 'critical', text: 'db keeps going down' },
    { at: ago(4), kind: 'log', server: 'db', severity: null, text: 'Error: address already in use' },
  ],
});

function today(): DailySummary {
  const now = new Date();
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
  return {
    day,
    made_at: ago(0),
    score: 93,
    lowest_score: 71,
    servers: [
      {
        server: LONGEST,
        availability: 0.9,
        restarts: 6,
        requests: 1204,
        errors: 31,
        p95_ms: null,
        memory_peak_bytes: 512e6,
        alerts: 2,
      },
    ],
    incidents: [incident()],
    trends: [],
    notifications: 1,
    text: `${day}: score 93 of 100, 71 at its lowest.`,
  };
}

function madeUp(now: AlertsNow = alertsNow(open())): MadeUp {
  const servers = ['db', 'web', 'github', LONGEST].map((name) => serverView({ name }));
  const times = Array.from({ length: 300 }, (_, index) => nowS() - 10 * (299 - index));
  const memory = times.map((time) => 441e6 - (nowS() - time) * 5e4);
  return {
    snapshot: snapshotOf(servers, { alerts: now }),
    details: Object.fromEntries(servers.map((server) => [server.name, detail({ server })])),
    series: {
      github: seriesPage(times, [{ ...series('memory_bytes', memory), unit: 'bytes' }], {
        server: 'github',
        step_seconds: 10,
      }),
    },
    alertHistory: [...open().filter(({ state }) => state !== 'pending'), over()],
    incidents: [incident()],
    summaries: [today()],
    silences: [
      {
        id: 3,
        alert: null,
        server: 'github',
        rule: 'high_cpu',
        since: ago(60),
        until: null,
        note: 'nightly',
      },
    ],
  };
}

const alerts = (page: Page, whose: string) => page.getByRole('region', { name: `Alerts of ${whose}` });

test('an alert shows what it rests on, and what comes from it stands folded under it', async ({ page }) => {
  await openMadeUp(page, madeUp(), '#/alerts');
  const db = alerts(page, 'db');
  await expect(db).toContainText('db keeps going down: 6 times within 4 min.');
  await expect(db).not.toContainText('web lacks db');
  await db.getByRole('button', { name: '1 more comes from this' }).click();
  await expect(db).toContainText(`web lacks db. Because ${cause}.`);
  await page.getByRole('button', { name: '1 may fire soon' }).click();
  await expect(page.getByText('github is slow.')).toBeVisible();

  // Of the worst it is shown at once.
  await expect(db.getByRole('button', { name: 'What it rests on' })).toHaveAttribute('aria-expanded', 'true');
  const github = alerts(page, 'github');
  await github.getByRole('button', { name: 'What it rests on' }).click();
  const memory = github.getByRole('region', { name: 'Memory' }).getByRole('row', { name: /^Memory/ });
  await expect(memory).toContainText('441 MB');
  await expect(github).toContainText('CPU of github went up.');
  await expect(github).toContainText('Diagnostics were run.');
  expect(await violationsInBothThemes(page)).toEqual([]);
  await expectToFit(page);
});

test('alerts are acknowledged, silenced and cleared by keyboard', async ({ page }) => {
  await openMadeUp(page, madeUp(), '#/');
  await page.keyboard.press('Alt+4');
  await page.getByRole('button', { name: 'Acknowledge memory_limit of github' }).press('Enter');
  expect(await callsOf(page, 'acknowledge-alert')).toEqual([{ id: 'limit' }]);
  // The button goes; the keyboard stays on the screen.
  await tell(page, 'alerts', alertsNow([loop(), limit({ state: 'acknowledged' })]));
  await page.keyboard.press('Tab');
  await expect(alerts(page, 'db').getByRole('link').first()).toBeFocused();
  await page.getByRole('button', { name: 'Silence crash_loop of db' }).press('Enter');
  await expect(page.getByRole('menuitem', { name: 'For 1 hour' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  expect(await callsOf(page, 'silence-alerts')).toEqual([{ id: 'loop', for: 'until-change' }]);
  await page.getByRole('button', { name: 'Clear the alerts of db…' }).press('Enter');
  await page.getByRole('button', { name: 'Clear them' }).click();
  expect(await callsOf(page, 'clear-alerts')).toEqual([{ server: 'db' }]);

  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('acknowledge all');
  await page.keyboard.press('Enter');
  await expect.poll(() => callsOf(page, 'acknowledge-alert')).toEqual([{ id: 'limit' }, { id: 'loop' }]);
});

test('how many fire stands in the navigation and in the window’s title, and goes when they are over', async ({
  page,
}) => {
  await openMadeUp(page, madeUp(), '#/server/github');
  const navigation = page.getByRole('navigation', { name: 'Screens' });
  await expect(navigation.getByRole('button', { name: 'Alerts, 2 firing' })).toBeVisible();
  await expect(page).toHaveTitle('(2) Signalbox');
  const banner = page.getByRole('region', { name: 'Alerts', exact: true });
  await expect(banner).toContainText('github uses 441 MB');
  await expect(banner.getByRole('button', { name: 'Restart github' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await banner.getByRole('link', { name: 'What it rests on' }).click();
  await expect(page.getByRole('tab', { name: 'Alerts 1' })).toHaveAttribute('aria-selected', 'true');
  await expect(banner).toBeHidden();
  await expect(page.getByRole('region', { name: 'Memory' })).toBeVisible();
  expect(await violations(page)).toEqual([]);

  await tell(page, 'alerts', alertsNow([], { paused_until: ago(-60) }));
  await expect(navigation.getByRole('button', { name: 'Alerts', exact: true })).toBeVisible();
  await expect(page).toHaveTitle('Signalbox');
  await expect(page.getByText('No alert of it is open.')).toBeVisible();
  await page.getByRole('link', { name: /^Paused until/ }).click();
  await expect(page.getByRole('heading', { name: 'No alerts' })).toBeVisible();
  await expect(page.getByText('db was down for 2 min.')).toBeVisible();
  await page.getByRole('button', { name: 'Resume notifications' }).click();
  expect(await callsOf(page, 'pause-notifications')).toEqual([{ until: null }]);
});

test('a server that is down has one box, with what starts it and the buttons of its alert', async ({
  page,
}) => {
  const message = 'exited with code 1: “address already in use”';
  const db = serverView({
    name: 'db',
    state: 'crash-looping',
    health: 'unhealthy',
    lamp: 'bad',
    problem: { code: 'exited', message, fix: null },
    next_step: 'Read its log, mend it, and start it.',
  });
  const told = alertOf('told', {
    rule: 'crash_loop',
    severity: 'critical',
    message: `db keeps going down: ${message}`,
  });
  const size = alertOf('size', {
    rule: 'log_size',
    type: 'logs',
    severity: 'warning',
    message: 'its log has 60 MB',
  });
  const made = madeUp(alertsNow([told, size]));
  await openMadeUp(
    page,
    { ...made, snapshot: snapshotOf([db], { alerts: alertsNow([told, size]) }) },
    '#/server/db',
  );
  const card = page.getByRole('region', { name: 'What and why' });
  await expect(card).toContainText(message);
  await expect(card.getByRole('button', { name: 'Try now' })).toBeVisible();
  const others = page.getByRole('region', { name: 'Alerts', exact: true });
  await expect(others).toContainText('its log has 60 MB');
  await expect(others).not.toContainText(message);
  await card.getByRole('button', { name: 'Acknowledge crash_loop of db' }).click();
  expect(await callsOf(page, 'acknowledge-alert')).toEqual([{ id: 'told' }]);
  expect(await violationsInBothThemes(page)).toEqual([]);
  await expectToFit(page);
  // The tab has it with its buttons; they stand there once.
  await card.getByRole('link', { name: 'What it rests on' }).click();
  await expect(page.getByRole('button', { name: 'Acknowledge crash_loop of db' })).toHaveCount(1);
  await expect(card.getByRole('button', { name: 'Try now' })).toBeVisible();
});

test('the buttons of an alert stand in one row in a small window too, and the tab counts what the badge counts', async ({
  page,
}) => {
  const actions: Alert['actions'] = ['start', 'open-logs', 'open-configuration', 'open-server'];
  const stuck = alertOf('stuck', {
    server: LONGEST,
    rule: 'cannot_start',
    severity: 'critical',
    message: `${LONGEST} can’t start: the command uvx was not found on PATH`,
    actions,
  });
  const good = alertOf('good', {
    server: 'github',
    rule: 'high_memory',
    severity: 'info',
    message: 'it is big',
    actions,
  });
  await openMadeUp(page, madeUp(alertsNow([stuck, good])), '#/alerts');
  await expect(page.getByRole('tab', { name: 'Now 1' })).toBeVisible();
  const section = alerts(page, LONGEST);
  const buttons = section
    .getByRole('article')
    .getByRole('button', { name: /^(Start|Open|Acknowledge|Silence) / });
  await expect(buttons).toHaveCount(4);
  for (const width of [1280, 1000]) {
    await page.setViewportSize({ width, height: 700 });
    const tops = await buttons.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
    expect(new Set(tops).size, `at ${width}`).toBe(1);
  }
  await expect(section.getByRole('link', { name: 'Open configuration' })).toHaveAttribute(
    'href',
    `#/server/${LONGEST}/configuration`,
  );
  await expect(
    page.getByRole('region', { name: 'Good to know' }).getByRole('link', { name: 'Open github' }),
  ).toHaveAttribute('href', '#/server/github');
  expect(await violations(page)).toEqual([]);
  await expectToFit(page);
});

test('the history, an incident and the silences are told, each at its address', async ({ page }) => {
  await openMadeUp(page, madeUp(), '#/alerts/history');
  const rows = page.getByRole('region', { name: 'Alerts that there were' }).locator('tbody tr');
  await expect(rows).toHaveCount(6);
  await rows.filter({ hasText: 'db was down' }).getByRole('button').click();
  await expect(rows).toHaveCount(7);
  await expect(rows.filter({ hasText: 'db was down' }).first()).toContainText(/10 min.*db is back/i);
  await page.getByLabel('Server', { exact: true }).selectOption('github');
  await expect(rows.first()).toContainText('github uses');
  expect(await violations(page)).toEqual([]);
  await expectToFit(page);

  await page.getByRole('tab', { name: 'Incidents' }).click();
  await page.getByRole('link', { name: 'db keeps going down' }).click();
  await expect(page).toHaveURL(/#\/alerts\/incidents\/12$/);
  await expect(page.getByRole('region', { name: 'Summary' })).toContainText('db went down 6 times');
  const story = page.getByRole('region', { name: 'Time line', exact: true });
  await expect(story.getByRole('listitem')).toHaveCount(3);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as Markdown' }).click();
  expect((await download).suggestedFilename()).toBe('incident-12.md');
  expect(await violations(page)).toEqual([]);
  await expectToFit(page);
  await page.goBack();
  await expect(page.getByRole('region', { name: 'Incidents that there were' })).toBeVisible();

  await page.getByRole('tab', { name: 'Days' }).click();
  await expect(page.getByRole('region', { name: 'Today' })).toContainText('score 93 of 100');
  await expect(page.getByRole('region', { name: 'Today' }).getByRole('row')).toHaveCount(2);
  expect(await violations(page)).toEqual([]);

  await page.getByRole('tab', { name: 'Silences' }).click();
  await expect(page.getByRole('list', { name: 'Silences' })).toContainText('high_cpu of github');
  await page.getByLabel('Server', { exact: true }).selectOption('db');
  await page.getByLabel('Why').fill('moving it');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => callsOf(page, 'silence-alerts'))
    .toEqual([{ for: 3600, server: 'db', note: 'moving it' }]);
  await page.getByRole('button', { name: 'Remove the silence on high_cpu of github' }).click();
  expect(await callsOf(page, 'remove-silence')).toEqual([{ id: 3 }]);
  expect(await violations(page)).toEqual([]);
  await expectToFit(page);
});
