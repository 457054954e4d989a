import { EventEmitter } from 'node:events';
import { WebContents } from './web-contents.ts';

interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface WindowOptions extends Partial<Bounds> {
  readonly show?: boolean;
  readonly title?: string;
  readonly webPreferences?: { readonly preload?: string };
}

const all = new Map<number, BrowserWindow>();
let nextId = 1;

/** Told of what happens to windows as such; the app listens. */
export const windowEvents = new EventEmitter<{ created: [WebContents]; 'all-closed': [] }>();

/** A window that is never drawn: its page is real, its being shown, hidden or moved is only remembered. */
export class BrowserWindow extends EventEmitter {
  readonly id = nextId++;
  readonly webContents: WebContents;
  #bounds: Bounds;
  #shown: boolean;
  #maximised = false;
  #minimised = false;
  #gone = false;
  #loaded = false;
  readonly #title: string;

  constructor({
    x = 0,
    y = 0,
    width = 800,
    height = 600,
    show = true,
    title = '',
    webPreferences,
  }: WindowOptions = {}) {
    super();
    this.#bounds = { x, y, width, height };
    this.#shown = show;
    this.#title = title;
    this.webContents = new WebContents({
      width,
      height,
      preload: webPreferences?.preload ?? null,
      onGone: () => this.#end(),
      onLoaded: () => {
        if (!this.#loaded) this.emit('ready-to-show');
        this.#loaded = true;
      },
    });
    all.set(this.id, this);
    windowEvents.emit('created', this.webContents);
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }

  show(): void {
    this.#shown = true;
    this.emit('show');
  }

  hide(): void {
    this.#shown = false;
    this.emit('hide');
  }

  focus(): void {
    this.emit('focus');
  }

  isVisible(): boolean {
    return this.#shown;
  }

  maximize(): void {
    this.#maximised = true;
  }

  isMaximized(): boolean {
    return this.#maximised;
  }

  minimize(): void {
    this.#minimised = true;
  }

  restore(): void {
    this.#minimised = false;
  }

  isMinimized(): boolean {
    return this.#minimised;
  }

  setBounds(bounds: Partial<Bounds>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
  }

  getBounds(): Bounds {
    return this.#bounds;
  }

  getNormalBounds(): Bounds {
    return this.#bounds;
  }

  getTitle(): string {
    return this.#title;
  }

  /** As by the person's click: the app may keep the window. */
  close(): void {
    let kept = false;
    this.emit('close', { preventDefault: () => (kept = true) });
    if (!kept) this.destroy();
  }

  destroy(): void {
    this.webContents.close();
    this.#end();
  }

  isDestroyed(): boolean {
    return this.#gone;
  }

  #end(): void {
    if (this.#gone) return;
    this.#gone = true;
    all.delete(this.id);
    this.emit('closed');
    if (all.size === 0) windowEvents.emit('all-closed');
  }

  static getAllWindows(): BrowserWindow[] {
    return [...all.values()];
  }

  static fromWebContents(contents: WebContents | undefined): BrowserWindow | null {
    return [...all.values()].find((window) => window.webContents === contents) ?? null;
  }
}
