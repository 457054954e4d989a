import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { lamp, serverRow, shownPid } from './fixtures/dashboard.ts';
import {
  badgeCount,
  chooseInTray,
  clickNewestNotice,
  closeWindow,
  electronOf,
  notices,
  trayHistory,
  trayLabels,
  trayMenu,
  trayTooltip,
  watchDesktop,
  windowIsVisible,
} from './fixtures/desktop.ts';
import { type Home, REPOSITORY, wellBehaved } from './fixtures/home.ts';
import { expect, test } from './fixtures/signalbox.ts';

test.use({ configuration: { memory: wellBehaved(), spare: wellBehaved({ NAME: 'spare' }) } });

test.beforeEach(async ({ app, page }) => {
  const electron = electronOf(app);
  await watchDesktop(electron);
  for (const name of ['memory', 'spare']) {
    await expect(lamp(serverRow(page, name))).toHaveAccessibleName('healthy');
  }
  // A change, so that a menu is seen.
  await page.evaluate(() => window.signalbox?.call('stop', { names: ['spare'] }));
  await expect.poll(() => trayLabels(electron)).toContain('○ spare: stopped');
});

test('the tray says at once that a server is down, and that it is back', async ({ app, page }) => {
  const electron = electronOf(app);
  const pid = await shownPid(serverRow(page, 'memory'));
  if (pid === null) throw new Error('the row shows no pid');

  process.kill(pid, 'SIGKILL');

  // What stood before may be its own start: a menu is seen from the moment that somebody looks.
  await expect
    .poll(async () => (await trayHistory(electron, 'memory')).slice(-4))
    .toEqual([
      '● memory: running',
      expect.stringMatching(/^[◆■▲] memory: down, comes back soon$/u),
      expect.stringMatching(/ memory: starting$/),
      '● memory: running',
    ]);
  expect(await trayTooltip(electron)).toMatch(/^Signalbox: /);
});

/** Adds a server whose program is not there. */
async function addBroken(home: Home): Promise<void> {
  const servers = { memory: wellBehaved(), spare: wellBehaved({ NAME: 'spare' }) };
  const broken = { command: join(home.folder, 'no-such-program') };
  const alerts = { settle: '0s', editQuiet: '0s', groupWait: '1s' };
  await home.writeText(JSON.stringify({ mcpServers: { ...servers, broken }, alerts }));
}

test('an alert is told in a notification and in the tray; a click opens its server in the window', async ({
  app,
  page,
  home,
}) => {
  const electron = electronOf(app);
  await closeWindow(app);
  await addBroken(home);

  await expect.poll(async () => (await notices(electron)).length).toBe(1);
  const [notice] = await notices(electron);
  expect(`${notice?.title} ${notice?.body}`).toMatch(/broken.*can’t start/s);
  await expect.poll(() => trayTooltip(electron)).toContain('\n1 alert · ');
  expect(await badgeCount(electron)).toBe(1);

  await clickNewestNotice(electron);
  await expect.poll(() => windowIsVisible(app)).toBe(true);
  await expect(page.getByRole('heading', { name: 'broken', exact: true })).toBeVisible();

  await chooseInTray(electron, 'broken can’t start', 'Open alert');
  await expect(page.getByRole('heading', { name: 'Alerts', exact: true })).toBeVisible();
  await chooseInTray(electron, 'broken can’t start', 'Acknowledge');
  await expect.poll(() => badgeCount(electron)).toBe(0);
  expect(await trayTooltip(electron)).not.toContain('alert');
});

test('no notification is shown while they are paused in the tray, nor once they are switched off', async ({
  app,
  page,
  home,
}) => {
  const electron = electronOf(app);
  await chooseInTray(electron, 'Pause notifications', 'For 1 hour');
  await expect
    .poll(() => trayLabels(electron))
    .toContainEqual(expect.stringMatching(/^Notifications are paused until .*\d+:\d\d$/));
  await chooseInTray(electron, 'Resume notifications');
  await expect.poll(() => trayLabels(electron)).toContain('Pause notifications');

  await chooseInTray(electron, 'Notifications');
  await expect
    .poll(async () => (await trayMenu(electron)).find(({ label }) => label === 'Notifications')?.checked)
    .toBe(false);
  await addBroken(home);
  await expect.poll(() => badgeCount(electron)).toBe(1);
  await expect
    .poll(() => page.evaluate(() => window.signalbox?.call('alert-channels', {})))
    .toMatchObject({
      channels: [{ type: 'native', error: 'notifications are switched off in the settings of the app' }],
    });
  expect(await notices(electron)).toEqual([]);
});

test('stop, start and restart act from the tray', async ({ app, page }) => {
  const electron = electronOf(app);
  const row = serverRow(page, 'memory');
  await chooseInTray(electron, 'memory', 'Stop');
  await expect(lamp(row)).toHaveAccessibleName('off');
  await expect.poll(() => trayLabels(electron)).toContain('○ memory: stopped');

  await chooseInTray(electron, 'memory', 'Start');
  await expect(lamp(row)).toHaveAccessibleName('healthy');
  await expect.poll(() => trayLabels(electron)).toContain('● memory: running');

  const before = await shownPid(row);
  await chooseInTray(electron, 'memory', 'Restart');
  await expect.poll(() => shownPid(row)).not.toBe(before);
  await expect(lamp(row)).toHaveAccessibleName('healthy');
});

test('the tray offers for each server what makes sense', async ({ app }) => {
  const menu = await trayMenu(electronOf(app));
  const commands = (name: string) =>
    menu
      .find(({ label }) => label.includes(` ${name}: `))
      ?.items.filter(({ enabled, label }) => enabled && label !== '')
      .map(({ label }) => label);
  expect(commands('memory')).toEqual(['Stop', 'Restart', 'Open', 'Open logs']);
  expect(commands('spare')).toEqual(['Start', 'Open', 'Open logs']);
});

test('what the tray can’t do is said in a box and kept in the log', async ({ app, home }) => {
  const electron = electronOf(app);
  await electron.evaluate(({ dialog, shell }) => {
    shell.openPath = async () => 'no application is there for it';
    dialog.showMessageBox = (async (options: Electron.MessageBoxOptions) => {
      (globalThis as { box?: unknown }).box = [options.type, options.message, options.detail];
      return { response: 0, checkboxChecked: false };
    }) as typeof dialog.showMessageBox;
  });
  await chooseInTray(electron, 'Open servers.json');
  await expect
    .poll(() => electron.evaluate(() => (globalThis as { box?: unknown }).box))
    .toEqual(['error', 'Can’t open servers.json', expect.stringContaining('no application is there for it')]);
  const log = await readFile(join(home.folder, 'logs', 'desktop.log'), 'utf8');
  expect(log).toContain('no application is there for it');
});

test('a page that crashed comes back', async ({ app, page }) => {
  const electron = electronOf(app);
  await page.evaluate(() => {
    document.title = 'before';
  });
  await electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
  });
  await expect(page).toHaveTitle('Signalbox');
  await expect(lamp(serverRow(page, 'memory'))).toHaveAccessibleName('healthy');
});

test('"Open logs" of the tray opens the window at the logs of that server', async ({ app, page }) => {
  await closeWindow(app);
  await chooseInTray(electronOf(app), 'memory', 'Open logs');
  await expect.poll(() => windowIsVisible(app)).toBe(true);
  await expect(page.getByRole('button', { name: 'Logs', exact: true })).toHaveAttribute(
    'aria-current',
    'page',
  );
});

test('"Open" of the tray opens the window at the page of that server', async ({ app, page }) => {
  await closeWindow(app);
  await chooseInTray(electronOf(app), 'spare', 'Open');
  await expect.poll(() => windowIsVisible(app)).toBe(true);
  await expect(page.getByRole('heading', { name: 'spare', exact: true })).toBeVisible();
  await expect(page.getByRole('region', { name: 'What and why' })).toContainText('stopped by you');
});

test('closing the window hides it and leaves the servers running; the tray brings it back', async ({
  app,
  page,
}) => {
  const electron = electronOf(app);
  await expect.poll(() => windowIsVisible(app)).toBe(true);
  const pid = await shownPid(serverRow(page, 'memory'));

  await closeWindow(app);
  await expect.poll(() => windowIsVisible(app)).toBe(false);
  await chooseInTray(electron, 'Show window');

  await expect.poll(() => windowIsVisible(app)).toBe(true);
  expect(await shownPid(serverRow(page, 'memory'))).toBe(pid);
});

test('the window’s size is kept for the next start', async ({ app, page, home }) => {
  const window = await electronOf(app).browserWindow(page);
  await window.evaluate((it) => it.setBounds({ x: 50, y: 60, width: 1000, height: 700 }));
  await closeWindow(app);
  const file = join(home.folder, 'desktop', 'preferences.json');
  await expect
    .poll(async () => JSON.parse(await readFile(file, 'utf8').catch(() => '{}')))
    .toMatchObject({ windowPlace: { width: 1000, height: 700, maximised: false } });
});

test('a second start shows the window of the first and ends', async ({ app, home }) => {
  await closeWindow(app);
  await expect.poll(() => windowIsVisible(app)).toBe(false);
  // In Node, the package's value is the path of its executable.
  const executable: unknown = createRequire(import.meta.url)('electron');
  const second = spawn(String(executable), ['--no-sandbox', REPOSITORY], {
    env: { ...process.env, SIGNALBOX_HOME: home.folder },
    stdio: 'ignore',
  });
  const [code] = await once(second, 'close');
  expect(code).toBe(0);
  await expect.poll(() => windowIsVisible(app)).toBe(true);
});

test('"Quit" of the tray stops all servers and ends the app', async ({ app, page }) => {
  const electron = electronOf(app);
  const pid = await shownPid(serverRow(page, 'memory'));
  if (pid === null) throw new Error('the row shows no pid');
  const ended = once(electron.process(), 'exit');

  await chooseInTray(electron, 'Quit');

  expect(await ended).toEqual([0, null]);
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test('the window is refused with a code what the contract does not know', async ({ page }) => {
  const refusal = (name: string, input: unknown) =>
    page.evaluate(
      async ([calledName, calledInput]) => {
        const call = window.signalbox?.call as (name: string, input: unknown) => Promise<unknown>;
        return call(calledName, calledInput).then(
          () => 'answered',
          (error: Error) => error.message,
        );
      },
      [name, input] as const,
    );
  expect(await refusal('format-disk', {})).toMatch(/^unknown-channel: /);
  expect(await refusal('start', { names: 'memory' })).toMatch(/^bad-input: .*names/);
  expect(await refusal('start', { names: ['nobody'] })).toMatch(/^unknown-server: .*nobody/);
  expect(await refusal('snapshot', {})).toBe('answered');
});

test('a foreign page with the same preload script is refused, and a frame has no bridge', async ({
  app,
  page,
}) => {
  const electron = electronOf(app);
  const answer = await electron.evaluate(async ({ BrowserWindow }, preload) => {
    const foreign = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
    await foreign.loadURL('data:text/html,<title>foreign</title>');
    const message: unknown = await foreign.webContents.executeJavaScript(
      "window.signalbox.call('stop', { names: ['*'] }).then(() => 'answered', (error) => error.message)",
    );
    foreign.destroy();
    return message;
  }, `${REPOSITORY}/out/preload/preload.cjs`);
  expect(answer).toMatch(/^forbidden: /);
  await expect(lamp(serverRow(page, 'memory'))).toHaveAccessibleName('healthy');

  const inFrame = await page.evaluate(() => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    return typeof (frame.contentWindow as Window & { signalbox?: unknown }).signalbox;
  });
  expect(inFrame).toBe('undefined');
});

test('the page leads nowhere else', async ({ app, page, complaints }) => {
  const address = page.url();
  await page.evaluate(() => {
    window.location.href = 'http://127.0.0.1:9/elsewhere';
  });
  await page.evaluate(() => void window.open('http://127.0.0.1:9/elsewhere'));
  await expect(lamp(serverRow(page, 'memory'))).toHaveAccessibleName('healthy');
  expect(page.url()).toBe(address);
  await expect.poll(() => electronOf(app).windows().length).toBe(1);
  // What Chromium says of a refused navigation.
  complaints.length = 0;
});
