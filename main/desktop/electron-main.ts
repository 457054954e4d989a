import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { app, dialog, Menu, nativeTheme, powerMonitor, session } from 'electron';
import { DESKTOP_GAVE_UP } from '#contract/desktop-exit.ts';
import { ProblemError } from '#contract/problem.ts';
import { createEngine, type Engine, EngineRunningError } from '#engine/engine.ts';
import { places } from '#engine/places.ts';
import { systemClock } from '#engine/ports.ts';
import { thisRuntime } from '../runtime/this-runtime.ts';
import * as activate from './app-events/activate.ts';
import * as beforeQuit from './app-events/before-quit.ts';
import * as secondInstance from './app-events/second-instance.ts';
import * as signals from './app-events/signals.ts';
import * as systemShutdown from './app-events/system-shutdown.ts';
import * as webContentsCreated from './app-events/web-contents-created.ts';
import * as windowAllClosed from './app-events/window-all-closed.ts';
import { createFaultLog } from './fault-log.ts';
import { keepPreferences } from './keep-preferences.ts';
import { createLoginItem } from './login/login-item.ts';
import { desktopNotifier } from './notices/desktop-notifier.ts';
import { openPreferences } from './preferences.ts';
import { createQuitSequence } from './quit-sequence.ts';
import { runDesktop } from './run-desktop.ts';
import { applicationMenu } from './windows/application-menu.ts';
import { openMainWindow, showWindow } from './windows/main-window.ts';
import { restrictPermissions } from './windows/permissions.ts';
import { visit } from './windows/visit.ts';

const where = places(process.env);

const faults = createFaultLog({ folder: where.logs });
const { report } = faults;

/** For an engine that is still starting: it is to come up and end again. */
const START_UNDONE_MS = 8000;

/** Tells what keeps the app from starting, then ends it. */
async function giveUp(error: unknown): Promise<void> {
  if (error instanceof EngineRunningError) {
    const detail =
      error.pid === null
        ? 'Another start or end of it is still under way. Try again in a moment.'
        : `Process ${error.pid} runs it, with its window at ${error.url}. End that one first.`;
    const message = 'Signalbox is already running';
    console.error(`${message}. ${detail}`);
    await dialog.showMessageBox({ type: 'info', message, detail });
  } else {
    report(error);
    dialog.showErrorBox('Signalbox could not start', error instanceof Error ? error.message : String(error));
  }
  app.exit(DESKTOP_GAVE_UP);
}

async function start(): Promise<void> {
  const { values } = parseArgs({
    args: process.argv.slice(1),
    options: { config: { type: 'string' }, hidden: { type: 'boolean', default: false } },
    strict: false,
  });
  const openSettings = (): void => visit(window, { show: 'settings' }, report);
  await app.whenReady();
  restrictPermissions(session.defaultSession);
  Menu.setApplicationMenu(Menu.buildFromTemplate(applicationMenu(process.platform, openSettings)));

  const kept = openPreferences();
  const preferences = keepPreferences({
    file: kept,
    loginItem: createLoginItem({
      app,
      platform: process.platform,
      executable: process.execPath,
      environment: process.env,
    }),
    showTheme: (theme) => {
      nativeTheme.themeSource = theme;
    },
  });
  const window = openMainWindow({
    place: kept.get('windowPlace'),
    savePlace: (place) => kept.set('windowPlace', place),
    startsHidden: values.hidden === true || isOpenedAtLogin(),
    hidesOnClose: () => quit.state.kind !== 'done',
  });
  const notifier = desktopNotifier({
    wanted: () => kept.get('notifications'),
    open: (place) => visit(window, place, report),
  });
  const engineStart = createEngine({
    places: where,
    ...(typeof values.config === 'string' && { configFile: resolve(values.config) }),
    version: app.getVersion(),
    runtime: thisRuntime('desktop'),
    ports: { notifier },
    http: { host: '127.0.0.1', port: null, windowFolder: join(import.meta.dirname, '../renderer') },
    starter: { packageFolder: app.getAppPath() },
  });
  let engine: Engine | null = null;
  let endDesktop = (): void => {};
  const quit = createQuitSequence({
    clock: systemClock,
    closeEngine: async (how) => (await engineStart).close(how),
    stopMs: () => engine?.shutdownMs ?? START_UNDONE_MS,
    end() {
      endDesktop();
      notifier.close().catch(report);
      app.quit();
    },
    report,
  });
  const show = (): void => showWindow(window);
  activate.register(app, show);
  secondInstance.register(app, show);
  beforeQuit.register(app, quit);
  windowAllClosed.register(app);
  signals.register(process, quit, () => {
    // A broken file is told in the window and in the tray.
    const told = (error: unknown) => (error instanceof ProblemError ? undefined : report(error));
    engineStart.then((engine) => engine.call('reload', {})).catch(told);
  });
  systemShutdown.register(powerMonitor, window, quit);

  engine = await engineStart;
  try {
    endDesktop = runDesktop({ engine, window, preferences, openSettings, quit: quit.request, faults });
  } catch (error) {
    // Nobody could see or end it.
    await engine.close({ force: true }).catch(report);
    throw error;
  }
}

/** macOS hands a login item no arguments, but tells that it was one. */
function isOpenedAtLogin(): boolean {
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}

/** Where this app and Chromium keep their own things, apart from the engine's and from servers.json. */
function takeOwnFolder(): void {
  const userData = join(where.home ?? where.state, 'desktop');
  mkdirSync(userData, { recursive: true, mode: 0o700 });
  // One lock for a single instance per engine: it lies there too.
  app.setPath('userData', userData);
}

app.setAppUserModelId('app.signalbox.desktop');
webContentsCreated.register(app);
try {
  takeOwnFolder();
  if (app.requestSingleInstanceLock()) start().catch(giveUp);
  else app.quit();
} catch (error) {
  void giveUp(error);
}
