import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from '@playwright/test';

const SWITCHES = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-startup-window',
  // Electron lets a page from the disk load its own modules; Chromium does so only when told.
  '--allow-file-access-from-files',
  '--remote-debugging-port=0',
  // The pipe is not spoken on: Chromium ends when it closes, so it can't outlive this process, however that ends.
  '--remote-debugging-pipe',
];
const START_LIMIT_MS = 60_000;

export interface Chromium {
  readonly context: BrowserContext;
  stop(): Promise<void>;
}

let starting: Promise<Chromium> | undefined;
/** A folder that is gone when the double ends. */
let folder: string | undefined;

export function scratchFolder(): string {
  if (folder !== undefined) return folder;
  const made = mkdtempSync(join(tmpdir(), 'electron-double-'));
  process.on('exit', () => rmSync(made, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 }));
  folder = made;
  return made;
}

/** One Chromium for all windows, started when the app first waits for being ready. */
export function startedChromium(): Promise<Chromium> {
  starting ??= start();
  return starting;
}

/** Null when none was ever asked for. */
export function runningChromium(): Promise<Chromium> | null {
  return starting ?? null;
}

async function start(): Promise<Chromium> {
  const executable = process.env['SIGNALBOX_CHROMIUM'] ?? '/usr/bin/chromium';
  const child = spawn(executable, [...SWITCHES, `--user-data-dir=${join(scratchFolder(), 'chromium')}`], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
  });
  const killAtExit = (): void => {
    child.kill('SIGKILL');
  };
  process.prependListener('exit', killAtExit);
  const browser = await chromium.connectOverCDP(await endpoint(child));
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('Chromium has no default context');
  return {
    context,
    async stop() {
      const gone = new Promise<void>((done) => {
        if (child.exitCode !== null || child.signalCode !== null) done();
        else child.once('exit', () => done());
      });
      child.kill('SIGKILL');
      await gone;
      process.off('exit', killAtExit);
    },
  };
}

/** Passes on the one line of Chromium's stderr that Playwright's launcher waits for; the rest is kept for a failure. */
function endpoint(child: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let text = '';
    let isFound = false;
    const limit = setTimeout(() => failed(new Error(`Chromium did not start: ${text}`)), START_LIMIT_MS);
    child.stderr?.on('data', (bytes: Buffer) => {
      if (isFound) return;
      text += bytes.toString();
      const url = /^DevTools listening on (ws:\S+)\s/m.exec(text)?.[1];
      if (url === undefined) return;
      isFound = true;
      clearTimeout(limit);
      process.stderr.write(`DevTools listening on ${url}\n`);
      found(url);
    });
    child.once('error', failed);
    child.once('exit', (code) => failed(new Error(`Chromium ended with ${code}: ${text}`)));
  });
}
