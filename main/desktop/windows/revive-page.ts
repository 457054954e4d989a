import type { RenderProcessGoneDetails } from 'electron';
import type { Clock } from '#engine/ports.ts';

/** What is needed of Electron's web contents. */
export interface PageProcess {
  on(
    event: 'render-process-gone',
    listener: (event: unknown, details: Pick<RenderProcessGoneDetails, 'reason' | 'exitCode'>) => void,
  ): unknown;
}

export interface RevivePageOptions {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly load: () => void;
  readonly report: (error: unknown) => void;
}

/** A page that ends again and again has a fault that loading it once more does not mend. */
const MOST_LOADS = 3;
const WITHIN_MS = 60_000;

/** Loads the page again when its process crashed or was killed: without it the window would stay empty. */
export function revivePage(contents: PageProcess, { clock, load, report }: RevivePageOptions): void {
  let loadedAtMs: readonly number[] = [];
  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    report(new Error(`The window's page ended: ${reason}, exit code ${exitCode}`));
    const nowMs = clock.monotonic();
    loadedAtMs = loadedAtMs.filter((atMs) => nowMs - atMs < WITHIN_MS);
    if (loadedAtMs.length >= MOST_LOADS) return;
    loadedAtMs = [...loadedAtMs, nowMs];
    load();
  });
}
