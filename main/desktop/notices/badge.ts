import { app, type BrowserWindow, type NativeImage } from 'electron';
import type { AlertsNow } from '#contract/alert.ts';
import type { Lamp } from '#contract/server-state.ts';
import type { Callee } from '../ipc/serve-channels.ts';
import { countAlerts } from '../tray/alert-items.ts';

export interface BadgeOptions {
  readonly engine: Pick<Callee, 'subscribe'>;
  readonly first: AlertsNow;
  readonly window: BrowserWindow;
  readonly image: (lamp: Lamp) => NativeImage;
  readonly platform?: NodeJS.Platform;
}

/** Keeps the number of firing alerts on the app's icon, on Windows as a lamp on the taskbar. Returns what takes it off. */
export function runBadge({
  engine,
  first,
  window,
  image,
  platform = process.platform,
}: BadgeOptions): () => void {
  let shown: string | null = null;

  function render({ firing, worst }: Pick<AlertsNow, 'firing' | 'worst'>): void {
    const next = `${firing} ${worst ?? ''}`;
    if (next === shown) return;
    shown = next;
    if (platform !== 'win32') app.setBadgeCount(firing);
    else if (!window.isDestroyed()) {
      const lamp = worst === 'warning' ? 'warn' : 'bad';
      window.setOverlayIcon(firing === 0 ? null : image(lamp), firing === 0 ? '' : countAlerts(firing));
    }
  }

  const unsubscribe = engine.subscribe('alerts', render);
  render(first);
  return () => {
    unsubscribe();
    render({ firing: 0, worst: null });
  };
}
