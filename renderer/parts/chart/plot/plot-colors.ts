import type { Lamp } from '#contract/server-state.ts';
import type { LineColor } from '../scene.ts';

/** What a canvas needs to know of the style sheets: it takes no variables. */
export interface PlotColors {
  readonly lines: Readonly<Record<LineColor, string>>;
  readonly lamps: Readonly<Record<Lamp, string>>;
  readonly grid: string;
  readonly words: string;
  readonly panel: string;
  readonly font: string;
}

/** As the theme has them now, at the place of an element. */
export function readColors(element: HTMLElement): PlotColors {
  const style = getComputedStyle(element);
  const color = (token: string): string => style.getPropertyValue(token).trim();
  return {
    lines: {
      a: color('--line-a'),
      b: color('--line-b'),
      c: color('--line-c'),
      d: color('--line-d'),
      e: color('--line-e'),
    },
    lamps: {
      ok: color('--ok'),
      warn: color('--warn'),
      bad: color('--bad'),
      off: color('--off'),
      info: color('--info'),
    },
    grid: color('--line'),
    words: color('--dim'),
    panel: color('--panel'),
    font: `10.5px ${style.fontFamily}`,
  };
}

/** A token's colour, #rrggbb, seen through: `share` of 0 to 1. */
export function faded(color: string, share: number): string {
  const alpha = Math.round(share * 255);
  return /^#[0-9a-f]{6}$/i.test(color) ? `${color}${alpha.toString(16).padStart(2, '0')}` : color;
}
