import { expect, test } from 'vitest';
import type { Aligned } from '../../../../renderer/parts/chart/lines/align-series.ts';
import { actOnKey, plotKey } from '../../../../renderer/parts/chart/plot/plot-keys.ts';
import { notAfter, selected, zoomed } from '../../../../renderer/store/charts/span.ts';

const NONE = { shiftKey: false, altKey: false, ctrlKey: false, metaKey: false };
const mean = [1, undefined, null, 4, 5];
const aligned: Aligned = { times: [100, 102, 104, 106, 108], lines: [{ mean, min: null, max: null }] };
const span = { fromS: 100, toS: 200 };

/** Where a key leads from a moment. */
function press(key: string, pointedS: number | null, shiftKey = false) {
  const found = plotKey({ ...NONE, key, shiftKey });
  if (found === null || found.kind === 'whole') throw new Error(`${key} moves nothing`);
  return actOnKey(found, { aligned, span, pointedS });
}

test('arrows go from one measured moment to the next, over gaps and what was not looked at', () => {
  expect(press('ArrowLeft', 108).atS).toBe(106);
  expect(press('ArrowLeft', 106).atS).toBe(100);
  expect(press('ArrowRight', 100).atS).toBe(106);
  expect(press('ArrowRight', 108).atS).toBe(108);
  expect(press('PageUp', 108).atS).toBe(100);
});

test('the first arrow takes the cursor to the newest value; Home and End to the ends', () => {
  expect(press('ArrowLeft', null).atS).toBe(108);
  expect(press('Home', 108).atS).toBe(100);
  expect(press('End', null).atS).toBe(108);
});

test('plus and minus zoom around the cursor, shift and arrows go back and forth in time', () => {
  expect(press('+', 120).span).toEqual({ fromS: 110, toS: 160 });
  expect(press('-', 150).span).toEqual({ fromS: 50, toS: 250 });
  expect(press('ArrowLeft', null, true).span).toEqual({ fromS: 75, toS: 175 });
  expect(press('ArrowRight', null, true).span).toEqual({ fromS: 125, toS: 225 });
});

test('Esc and 0 show the whole range; keys with Alt or Ctrl belong to the window', () => {
  expect(plotKey({ ...NONE, key: 'Escape' })).toEqual({ kind: 'whole' });
  expect(plotKey({ ...NONE, key: '0' })).toEqual({ kind: 'whole' });
  expect(plotKey({ ...NONE, key: 'ArrowLeft', altKey: true })).toBeNull();
  expect(plotKey({ ...NONE, key: 'k', ctrlKey: true })).toBeNull();
  expect(plotKey({ ...NONE, key: 'constructor' })).toBeNull();
});

test('a zoom ends at ten seconds, and nothing goes beyond now', () => {
  const close = zoomed({ fromS: 100, toS: 112 }, 106, 0.5);
  expect(close.toS - close.fromS).toBe(10);
  expect(notAfter({ fromS: 150, toS: 300 }, 250)).toEqual({ fromS: 100, toS: 250 });
  expect(notAfter(span, 250)).toEqual(span);
});

test('what is drawn over is shown, in either direction; a moment alone is no stretch of time', () => {
  expect(selected(150, 120)).toEqual({ fromS: 120, toS: 150 });
  expect(selected(120, 120)).toBeNull();
  expect(selected(120, 122)).toEqual({ fromS: 116, toS: 126 });
});
