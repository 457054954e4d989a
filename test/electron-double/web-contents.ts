import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { CDPSession, Frame, Page } from '@playwright/test';
import { startedChromium } from './chromium.ts';
import { ipcMain } from './ipc-main.ts';

const shim = readFileSync(new URL('./page-shim.js', import.meta.url), 'utf8');
const all = new Set<WebContents>();
let nextId = 1;

interface Preventable {
  readonly url: string;
  preventDefault(): void;
}

export interface WebContentsOptions {
  readonly width: number;
  readonly height: number;
  readonly preload: string | null;
  readonly onGone: () => void;
  readonly onLoaded: () => void;
}

/** A Chromium page that speaks to the app as Electron's web contents would. */
export class WebContents extends EventEmitter {
  readonly id = nextId++;
  readonly session = {};
  readonly #page: Promise<Page>;
  #opened: Page | undefined;
  #targetId: string | undefined;
  #gone = false;
  #openHandler: ((details: { url: string }) => { action: 'deny' | 'allow' }) | undefined;
  /** Navigations that the app itself asked for: they need no leave. */
  #ownNavigations = 0;
  #sending: Promise<void> = Promise.resolve();

  constructor(options: WebContentsOptions) {
    super();
    all.add(this);
    this.#page = this.#open(options);
    this.#page.catch((error: unknown) => this.emit('did-fail-load', {}, -2, String(error)));
  }

  async #open({ width, height, preload, onGone, onLoaded }: WebContentsOptions): Promise<Page> {
    const { context } = await startedChromium();
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    this.#targetId = (await cdp.send('Target.getTargetInfo')).targetInfo.targetId;
    await cdp.send('Emulation.setDeviceMetricsOverride', {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: false,
    });
    await this.#watchNavigation(page, cdp);
    await page.exposeBinding('__electronDoubleInvoke', ({ frame }, channel: string, args: unknown[]) =>
      this.#answer(frame, channel, args),
    );
    if (preload !== null) {
      const script = readFileSync(preload, 'utf8');
      await page.addInitScript({
        content: `(() => {\n${shim}\nrunPreload((require, module) => {\nconst exports = module.exports;\n${script}\n});\n})();`,
      });
    }
    page.on('popup', (popup) => {
      const answer = this.#openHandler?.({ url: popup.url() }) ?? { action: 'allow' };
      if (answer.action === 'deny') popup.close().catch(report);
    });
    page.on('load', () => {
      this.emit('did-finish-load');
      onLoaded();
    });
    page.on('close', () => {
      this.#gone = true;
      all.delete(this);
      onGone();
    });
    this.#opened = page;
    return page;
  }

  /** Asks the app before the page leads somewhere by itself, and stops what it does not allow. */
  async #watchNavigation(page: Page, cdp: CDPSession): Promise<void> {
    const mainFrame = (await cdp.send('Page.getFrameTree')).frameTree.frame.id;
    cdp.on('Fetch.requestPaused', ({ requestId, frameId, request }) => {
      const asks = frameId === mainFrame && this.#ownNavigations === 0;
      const answer =
        asks && this.#prevented(request.url)
          ? cdp.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
          : cdp.send('Fetch.continueRequest', { requestId });
      answer.catch((error: unknown) => !page.isClosed() && report(error));
    });
    await cdp.send('Fetch.enable', { patterns: [{ resourceType: 'Document' }] });
  }

  #prevented(url: string): boolean {
    let prevented = false;
    const event: Preventable = { url, preventDefault: () => (prevented = true) };
    this.emit('will-navigate', event, url);
    return prevented;
  }

  async #answer(
    frame: Frame,
    channel: string,
    args: unknown[],
  ): Promise<{ value: unknown } | { error: string }> {
    const senderFrame = { url: frame.url(), parent: frame.parentFrame() };
    try {
      return { value: await ipcMain.answer({ sender: this, senderFrame }, channel, args) };
    } catch (error) {
      return { error: String(error) };
    }
  }

  async loadURL(url: string): Promise<void> {
    this.#ownNavigations += 1;
    try {
      await (await this.#page).goto(url);
    } finally {
      this.#ownNavigations -= 1;
    }
  }

  /** Kept in order; what is sent before there is a page waits for it. */
  send(channel: string, ...args: unknown[]): void {
    const copy = structuredClone(args);
    this.#sending = this.#sending
      .then(async () => {
        const page = await this.#page;
        if (!page.isClosed()) await page.evaluate(deliver, [channel, copy] as const);
      })
      // A page that closes or moves on while a message is on its way does not get it, in Electron neither.
      .catch(() => undefined);
  }

  async executeJavaScript(code: string): Promise<unknown> {
    return (await this.#page).evaluate(code);
  }

  getURL(): string {
    return this.#opened?.url() ?? '';
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: 'deny' | 'allow' }): void {
    this.#openHandler = handler;
  }

  isDestroyed(): boolean {
    return this.#gone;
  }

  close(): void {
    this.#page.then((page) => page.close()).catch(report);
  }

  static fromDevToolsTargetId(targetId: string): WebContents | undefined {
    return [...all].find((contents) => contents.#targetId === targetId);
  }

  static getAllWebContents(): WebContents[] {
    return [...all];
  }
}

function deliver([channel, args]: readonly [string, unknown[]]): void {
  const page = window as { __electronDouble?: (channel: string, args: unknown[]) => void };
  page.__electronDouble?.(channel, args);
}

function report(error: unknown): void {
  console.error('electron double:', error);
}
