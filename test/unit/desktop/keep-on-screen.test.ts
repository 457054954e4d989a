import { describe, expect, it } from 'vitest';
import { keepOnScreen, type Rectangle } from '../../../main/desktop/windows/keep-on-screen.ts';

const LAPTOP: Rectangle = { x: 0, y: 25, width: 1440, height: 875 };
const WIDE: Rectangle = { x: 1440, y: 0, width: 2560, height: 1440 };

describe('the window', () => {
  it('opens in the middle of the first screen when it has no place yet', () => {
    expect(keepOnScreen(null, [LAPTOP, WIDE])).toEqual({ x: 80, y: 53, width: 1280, height: 820 });
  });

  it('comes back exactly where it was, on whichever screen', () => {
    const onWide = { x: 1600, y: 100, width: 1500, height: 900 };
    expect(keepOnScreen(onWide, [LAPTOP, WIDE])).toEqual(onWide);
  });

  it('moves to the middle of the first screen when its screen is gone', () => {
    const onWide = { x: 2000, y: 100, width: 1000, height: 700 };
    expect(keepOnScreen(onWide, [LAPTOP])).toEqual({ x: 220, y: 113, width: 1000, height: 700 });
  });

  it('is pushed back when a part of it would be out of sight', () => {
    const half = { x: -500, y: 500, width: 1000, height: 700 };
    expect(keepOnScreen(half, [LAPTOP])).toEqual({ x: 0, y: 200, width: 1000, height: 700 });
  });

  it('shrinks to a smaller screen, and not below what can be used where there is room', () => {
    expect(keepOnScreen({ x: 0, y: 25, width: 4000, height: 3000 }, [LAPTOP])).toEqual(LAPTOP);
    const tiny = keepOnScreen({ x: 10, y: 30, width: 10, height: 10 }, [LAPTOP]);
    expect([tiny.width, tiny.height]).toEqual([900, 600]);
  });

  it('fits on a screen that is smaller than the smallest window', () => {
    const small = { x: 0, y: 0, width: 800, height: 480 };
    expect(keepOnScreen(null, [small])).toEqual(small);
  });
});
