import { readFile } from 'node:fs/promises';
import type { LifecycleEvent } from '#contract/history.ts';
import type { ServerView } from '#contract/server.ts';
import { serverView, snapshotOf } from '../unit/renderer/made-up.ts';
import { detail, event, processView } from '../unit/renderer/made-up-history.ts';
import { openTab } from './fixtures/dashboard.ts';
import { expectToFit } from './fixtures/fit.ts';
import { callsOf, type MadeUp, openMadeUp, tellServer } from './fixtures/made-up-engine.ts';
import { expect, test } from './fixtures/signalbox.ts';
import { violations, violationsInBothThemes } from './fixtures/violations.ts';

test.use({ configuration: {} });

// biome-ignore lint/correctness/noEmptyPattern: nothing is started for a test that does not run
test.beforeEach(({}, testInfo) => {
  // biome-ignore lint/suspicious/noSkippedTests: the same page; its preload script leaves no room for made-up answers
  test.skip(testInfo.project.name === 'electron', 'made-up answers need a browser');
});

const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();

/** Downs with what lies between them, newest first. */
function crashes(times: number): LifecycleEvent[] {
  return Array.from({ length: times }, (_, index) => {
    const id = 10 + index * 2;
    const down = {
      from: 'ready',
      to: 'backing-off',
      code: 'exited',
      exit_code: 1,
      next_start_ms: 4000,
    } as const;
    return [
      event(id, { ...down, reason: 'exited with code 1: “refused”' }),
      event(id + 1, { from: 'backing-off', to: 'starting', code: 'retry', reason: `retry ${index}` }),
    ];
  })
    .flat()
    .toReversed();
}

const LONG = 'a-name-that-is-exactly-as-long-as-the-name-of-a-server-may-be-64';

function looping(): ServerView {
  return serverView({
    name: 'github',
    state: 'crash-looping',
    health: 'unhealthy',
    lamp: 'bad',
    pid: null,
    problem: { code: 'exited', message: 'exited with code 1: “refused”', fix: null },
    next_step: 'It is tried again now and then.',
    next_start_at: inSeconds(300),
  });
}

function madeUp(...servers: ServerView[]): MadeUp {
  return {
    snapshot: snapshotOf(servers),
    details: Object.fromEntries(
      servers.map((server) => [server.name, detail({ server, events: crashes(25) })]),
    ),
  };
}

test('a crash loop says why, counts down to the next try, and can be tried now', async ({ page }) => {
  await openMadeUp(page, madeUp(looping()), '#/server/github');
  const card = page.getByRole('region', { name: 'What and why' });
  await expect(card).toContainText('Keeps going down: exited with code 1: “refused”');
  await expect(card).toContainText('It is tried again now and then.');
  const timer = card.getByRole('timer');
  await expect(timer).toHaveText(/^Next try in [45]:\d\d$/);
  const before = await timer.textContent();
  await expect(timer).not.toHaveText(before ?? '');
  await card.getByRole('button', { name: 'Try now' }).click();
  expect(await callsOf(page, 'start')).toEqual([{ names: ['github'] }]);
});

test('fifty entries of a crash loop are one line, which can be opened', async ({ page }) => {
  await openMadeUp(page, madeUp(looping()), '#/server/github');
  const rows = page.getByRole('region', { name: 'Lifecycle history' }).locator('tbody tr');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(/went down 25 times between .* and .* each time: exited with code 1/);
  await page.getByRole('button', { name: 'went down 25 times' }).press('Enter');
  await expect(rows).toHaveCount(51);
  await expect(rows.nth(1)).toContainText('retry 24');
});

test('the history is saved as a table and as JSON lines', async ({ page }) => {
  await openMadeUp(page, madeUp(looping()), '#/server/github');
  const saved = async (words: string): Promise<[string, string]> => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: `Export as ${words}` }).click();
    const file = await download;
    return [file.suggestedFilename(), await readFile(await file.path(), 'utf8')];
  };
  const [csvName, csv] = await saved('CSV');
  expect(csvName).toBe('github-history.csv');
  expect(csv.trimEnd().split('\r\n')).toHaveLength(51);
  const [linesName, lines] = await saved('JSON lines');
  expect(linesName).toBe('github-history.ndjson');
  expect(
    lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(crashes(25));
});

test('a port that Signalbox’s own process holds is freed, after a question', async ({ page }) => {
  const holder = { port: 4001, pid: 777, command: 'node old.js', ours: true };
  const problem = { code: 'port-taken', message: 'port 4001 is taken', fix: null } as const;
  const web = serverView({ name: 'web', state: 'failed', lamp: 'bad', problem, port_holder: holder });
  await openMadeUp(page, madeUp(web), '#/server/web');
  await expect(
    page.getByText('Port 4001 is held by node old.js (pid 777), which Signalbox started.'),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Free port 4001…' }).click();
  const question = page.getByRole('dialog');
  await expect(question).toContainText('node old.js (pid 777)');
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  // The key closed the question alone.
  await expect(page.getByRole('heading', { name: 'web', exact: true })).toBeVisible();
  expect(await callsOf(page, 'free-port')).toEqual([]);
  await page.getByRole('button', { name: 'Free port 4001…' }).click();
  await question.getByRole('button', { name: 'End it' }).click();
  await expect.poll(() => callsOf(page, 'free-port')).toEqual([{ name: 'web' }]);
});

test('a stranger’s port is named and left alone', async ({ page }) => {
  const holder = { port: 4001, pid: null, command: null, ours: false };
  const web = serverView({ name: 'web', state: 'failed', lamp: 'bad', port_holder: holder });
  await openMadeUp(page, madeUp(web), '#/server/web');
  await expect(page.getByText('Port 4001 is held by another process.')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Free port/ })).toBeHidden();
});

test('a server that waits leads to what it waits for, and back', async ({ page }) => {
  const waiter = serverView({
    name: 'waiter',
    state: 'waiting',
    lamp: 'info',
    reason: 'waits for github',
    depends_on: ['github', 'memory'],
  });
  await openMadeUp(page, madeUp(waiter, looping(), serverView()), '#/server/waiter');
  const card = page.getByRole('region', { name: 'What and why' });
  await expect(card).toContainText('Waits for github');
  await expect(card.getByRole('link')).toHaveCount(1);
  await card.getByRole('link', { name: 'github' }).click();
  await expect(page.getByRole('heading', { name: 'github', exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'waiter', exact: true })).toBeVisible();
});

test('a server that is taken out of the configuration says so on its page, and comes back', async ({
  page,
}) => {
  const data = madeUp(serverView(), looping());
  await openMadeUp(page, data, '#/server/memory');
  await expect(page.getByRole('heading', { name: 'memory', exact: true })).toBeVisible();
  await tellServer(page, data.snapshot, { removed: 'memory' });
  await expect(page.getByRole('heading', { name: 'There is no server memory' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await tellServer(page, data.snapshot, serverView({ tools: 12 }));
  await expect(page.getByText('12 tools')).toBeVisible();
});

test('nothing moves when figures change, and nothing sticks out with the longest name and 200 processes', async ({
  page,
}) => {
  const server = serverView({
    name: LONG,
    command: `node ${'/a-very-long-folder'.repeat(60)}`,
    processes: 200,
  });
  const processes = Array.from({ length: 200 }, (_, index) =>
    processView(1000 + index, index === 0 ? 1 : 1000 + Math.floor(index / 2), {
      root: index === 0,
      command: `node ${'/a-very-long-folder'.repeat(20)} ${index}`,
    }),
  );
  const data = madeUp(server);
  const details = { [LONG]: detail({ server, processes, events: crashes(2) }) };
  await openMadeUp(page, { ...data, details }, `#/server/${LONG}/processes`);
  const tree = page.getByRole('region', { name: 'Process tree' });
  // Below them stand their sums.
  await expect(tree.locator('tbody tr')).toHaveCount(201);
  await expect(page.getByText('200 alive')).toBeVisible();
  const places = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('section, dl > div, th, [role="tab"], header button')].map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return [x, y, width, height];
      }),
    );
  await openTab(page, 'Overview');
  const before = await places();
  const changed = {
    ...server,
    cpu_percent: 178.4,
    memory_bytes: 1.23e9,
    probe_ms: 1234,
    restarts: 120,
    in_flight: 88,
  };
  await tellServer(page, data.snapshot, changed);
  await expect(page.getByText('1.23 GB').first()).toBeVisible();
  expect(await places()).toEqual(before);
  await expectToFit(page);
  for (const tab of ['Health', 'Processes', 'Configuration', 'Request']) {
    await openTab(page, tab);
    await expectToFit(page);
  }
});

test('each limit says who holds the server to it, and secrets are masked', async ({ page }) => {
  const server = serverView({
    limits: [
      { limit: 'memory_soft', value: 512 * 2 ** 20, enforced_by: 'watched', detail: 'No user systemd here.' },
      { limit: 'cpu_quota', value: 80, enforced_by: 'none', detail: 'Nothing here can hold it to that.' },
    ],
  });
  const environment = [
    { name: 'TOKEN', value: '••••', masked: true },
    { name: 'MODE', value: 'fast', masked: false },
  ];
  const data = { ...madeUp(server), details: { memory: detail({ server, environment }) } };
  await openMadeUp(page, data, '#/server/memory/configuration');
  const limits = page.getByRole('region', { name: 'Limits' });
  await expect(limits.getByRole('row')).toHaveText([
    'LimitValueEnforced',
    'Memory, soft512 MiBby Signalbox, at each sample',
    'No user systemd here.',
    'CPU quota80 % of one corenot in force',
    'Nothing here can hold it to that.',
  ]);
  await expect(page.getByRole('button', { name: 'Copy MODE' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Copy TOKEN' })).toBeHidden();
  // The place is kept: a reload stays here.
  await page.reload();
  await expect(limits).toBeVisible();
});

test('a request by hand shows its answer, and says what is wrong with its parameters', async ({ page }) => {
  const answer = { result: { tools: [{ name: 'add' }] }, error: null, ms: 38.2, queued_ms: 12, instance: 1 };
  await openMadeUp(page, { ...madeUp(serverView()), answer }, '#/server/memory/request');
  await page.getByRole('textbox', { name: 'Parameters, as JSON' }).fill('{ "cursor": ');
  await expect(page.getByRole('button', { name: 'Send' })).toBeDisabled();
  await page.keyboard.press('Control+Enter');
  expect(await callsOf(page, 'request')).toEqual([]);
  await page.getByRole('textbox', { name: 'Parameters, as JSON' }).fill('{ "cursor": "7" }');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('region', { name: 'Answer as JSON' })).toContainText('"name": "add"');
  await expect(page.getByText('38 ms, of which 12 ms waiting')).toBeVisible();
  expect(await callsOf(page, 'request')).toEqual([
    { server: 'memory', method: 'tools/list', params: { cursor: '7' } },
  ]);
});

test('a request that gets nowhere says why', async ({ page }) => {
  await openMadeUp(page, madeUp(serverView()), '#/server/memory/request');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByText('memory was stopped by you.')).toBeVisible();
});

const TABS = [
  ['', 'Overview'],
  ['/health', 'Health'],
  ['/processes', 'Processes'],
  ['/configuration', 'Configuration'],
  ['/request', 'Request'],
] as const;

test('an accessibility check finds nothing on the pages of servers in trouble', async ({ page }) => {
  const hung = serverView({ hung: true, health: 'unhealthy', lamp: 'bad' });
  const pooled = serverView({
    name: 'pooled',
    health: 'degraded',
    lamp: 'warn',
    instances: [{ instance: 1, state: 'ready', pid: 7, in_flight: 1 }],
    limits: [{ limit: 'memory_soft', value: 2 ** 29, enforced_by: 'priority', detail: 'Alone.' }],
  });
  const data = madeUp(looping(), hung, pooled);
  await openMadeUp(page, data, '#/server/github');
  for (const { name } of data.snapshot.servers) {
    for (const [tab, words] of TABS) {
      await page.evaluate((hash) => {
        window.location.hash = hash;
      }, `#/server/${name}${tab}`);
      await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
      await expect(page.getByRole('tab', { name: words })).toHaveAttribute('aria-selected', 'true');
      expect(await violationsInBothThemes(page), `${name}${tab}`).toEqual([]);
    }
  }
});
