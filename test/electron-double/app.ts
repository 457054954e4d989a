import { EventEmitter } from 'node:events';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { appDescription } from './app-description.ts';
import { BrowserWindow, windowEvents } from './browser-window.ts';
import { runningChromium, scratchFolder, startedChromium } from './chromium.ts';
import { takeInstanceLock } from './single-instance.ts';

/** An Electron event that can be held back: true when a listener did so. */
function heldBack(emitter: EventEmitter, name: string): boolean {
  let held = false;
  emitter.emit(name, { preventDefault: () => (held = true) });
  return held;
}

class App extends EventEmitter {
  readonly isPackaged = false;
  readonly commandLine = { appendSwitch() {} };
  readonly #paths = new Map<string, string>();
  #ready: Promise<void> | undefined;
  #isReady = false;
  #ending = false;

  constructor() {
    super();
    windowEvents.on('created', (contents) => this.emit('web-contents-created', {}, contents));
    windowEvents.on('all-closed', () => {
      if (this.#ending) return;
      if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed');
      else this.quit();
    });
  }

  isReady(): boolean {
    return this.#isReady;
  }

  whenReady(): Promise<void> {
    this.#ready ??= startedChromium().then(() => {
      this.#isReady = true;
      this.emit('ready', {}, {});
    });
    return this.#ready;
  }

  getAppPath(): string {
    return appDescription().folder;
  }

  getName(): string {
    return appDescription().name;
  }

  getVersion(): string {
    return appDescription().version;
  }

  getPath(name: string): string {
    const set = this.#paths.get(name);
    if (set !== undefined) return set;
    if (name === 'home') return homedir();
    if (name === 'temp') return tmpdir();
    return join(scratchFolder(), name);
  }

  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }

  setAppUserModelId(): void {}

  /** Never drawn. */
  setBadgeCount(): boolean {
    return true;
  }

  requestSingleInstanceLock(): boolean {
    return takeInstanceLock(this.getPath('userData'), (argv) => this.emit('second-instance', {}, argv));
  }

  /** Electron's order: before-quit, each window's close, will-quit, quit; each of the first three can hold it back. */
  quit(): void {
    if (this.#ending || heldBack(this, 'before-quit')) return;
    this.#ending = true;
    for (const window of BrowserWindow.getAllWindows()) {
      if (heldBack(window, 'close')) {
        this.#ending = false;
        return;
      }
    }
    if (heldBack(this, 'will-quit')) {
      this.#ending = false;
      return;
    }
    this.emit('quit', {}, 0);
    this.exit(0);
  }

  exit(code = 0): void {
    this.#ending = true;
    const stopped = runningChromium()?.then((chromium) => chromium.stop()) ?? Promise.resolve();
    stopped.catch((error: unknown) => console.error(error)).finally(() => process.exit(code));
  }
}

export const app = new App();
