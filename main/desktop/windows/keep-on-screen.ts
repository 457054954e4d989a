export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The smallest window in which the dashboard can be used, in device independent pixels. */
export const WINDOW_MIN = { width: 900, height: 600 } as const;
const WINDOW_FIRST = { width: 1280, height: 820 } as const;

function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}

/**
 * Where the window goes: at its old place, moved and shrunk as little as needed to lie within the screen that it
 * covers most; in the middle of the first screen when there is no old place, or when its screen is gone.
 * @param screens work areas, the primary one first; at least one
 */
export function keepOnScreen(
  old: Rectangle | null,
  screens: readonly [Rectangle, ...Rectangle[]],
): Rectangle {
  const wanted = old ?? { x: 0, y: 0, ...WINDOW_FIRST };
  const home = screens.reduce((best, next) => (overlap(wanted, next) > overlap(wanted, best) ? next : best));
  const width = Math.min(Math.max(wanted.width, WINDOW_MIN.width), home.width);
  const height = Math.min(Math.max(wanted.height, WINDOW_MIN.height), home.height);
  if (old === null || overlap(old, home) === 0) {
    const x = home.x + Math.round((home.width - width) / 2);
    return { x, y: home.y + Math.round((home.height - height) / 2), width, height };
  }
  return {
    x: clamp(old.x, home.x, home.x + home.width - width),
    y: clamp(old.y, home.y, home.y + home.height - height),
    width,
    height,
  };
}
