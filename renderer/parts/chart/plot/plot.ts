import uPlot from 'uplot';
import css from '../chart.module.css';
import { lonely } from '../lines/read-line.ts';
import type { ChartLine, Scene } from '../scene.ts';
import { axisWords } from '../units.ts';
import { drawLimits, drawMarks, drawShades } from './draw-scene.ts';
import { faded, readColors } from './plot-colors.ts';
import { tickWords } from './time-words.ts';

export interface PlotEvents {
  /** The pointer moved over a moment, or away. */
  readonly onPoint: (atS: number | null) => void;
  /** A stretch of time was drawn over, in either direction. */
  readonly onSelect: (aS: number, bS: number) => void;
  readonly onDoubleClick: () => void;
}

/** A drawing of a scene in an element. */
export interface Plot {
  show(scene: Scene): void;
  /** Puts the cursor at a moment, without telling of it; null takes it away. */
  point(atS: number | null): void;
  resize(width: number, height: number): void;
  /** After the theme changed. */
  restyle(): void;
  /** Ends its listeners and takes it out of the page. */
  destroy(): void;
}

/** Drawn pixels before a press counts as the beginning of a selection. */
const DRAG_PX = 5;
const Y_AXIS_PX = 58;
const X_AXIS_PX = 20;

/** Draws with uPlot. Three of its series stand for each line: what it is, and the highest and lowest single values. */
export function createPlot(
  element: HTMLElement,
  lines: readonly ChartLine[],
  first: Scene,
  events: PlotEvents,
): Plot {
  let scene = first;
  let colors = readColors(element);
  /** True while the cursor is moved from outside. */
  let isTold = false;
  /** True while the pointer is over this one: what moves under it is a new moment. */
  let isPointing = false;
  let isGone = false;

  const axis = {
    font: colors.font,
    stroke: () => colors.words,
    grid: { stroke: () => faded(colors.grid, 0.6), width: 1 },
    ticks: { show: false },
  };
  const options: uPlot.Options = {
    width: Math.max(1, element.clientWidth),
    height: Math.max(1, element.clientHeight),
    padding: [6, 4, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: true, range: () => [scene.span.fromS, scene.span.toS] },
      y: { range: () => [0, scene.top] },
    },
    axes: [
      {
        ...axis,
        size: X_AXIS_PX,
        gap: 4,
        space: 76,
        values: (_plot, splits, _axis, _space, stepS) => tickWords(splits, stepS),
      },
      {
        ...axis,
        size: Y_AXIS_PX,
        gap: 6,
        space: 30,
        values: (_plot, splits) => splits.map((value) => axisWords(scene.unit, value)),
      },
    ],
    series: [{}, ...lines.flatMap((line, index) => seriesOf(line, index))],
    bands: lines.map((line, index) => ({
      series: [3 * index + 2, 3 * index + 3],
      fill: () => faded(colors.lines[line.color], 0.2),
    })),
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false, dist: DRAG_PX },
      points: {
        size: 6,
        width: 2,
        show: (_plot, index) => pointOf(index),
      },
      bind: {
        dblclick: () => () => {
          events.onDoubleClick();
          return null;
        },
      },
    },
    hooks: {
      setCursor: [
        (plot) => {
          if (isTold) return;
          const { idx, left = -1 } = plot.cursor;
          const at = idx === null || idx === undefined || left < 0 ? null : plot.data[0][idx];
          isPointing = at !== null && at !== undefined;
          events.onPoint(at ?? null);
        },
      ],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < DRAG_PX) return;
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          events.onSelect(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
        },
      ],
      drawAxes: [(plot) => drawShades(plot, scene, colors), (plot) => drawMarks(plot, scene, colors)],
      draw: [(plot) => drawLimits(plot, scene, colors)],
    },
  };

  function seriesOf(line: ChartLine, index: number): uPlot.Series[] {
    const color = (): string => colors.lines[line.color];
    const edge: uPlot.Series = { stroke: () => 'transparent', width: 0, points: { show: false } };
    return [
      {
        stroke: color,
        width: 1.4,
        ...(line.isDashed ? { dash: [5, 3] } : {}),
        ...(line.isFilled ? { fill: () => faded(colors.lines[line.color], 0.13) } : {}),
        points: {
          show: false,
          size: 4,
          fill: color,
          filter: () => lonely(scene.aligned.lines[index]?.mean ?? []),
        },
      },
      edge,
      edge,
    ];
  }

  const uplot = new uPlot(options, dataOf(scene), element);
  // What a canvas wrote in a face that was not there yet stays in another.
  void document.fonts.ready.then(() => {
    if (!isGone) uplot.redraw(false, true);
  });

  const point = (atS: number | null): void => {
    isTold = true;
    isPointing = false;
    const isShown = atS !== null && atS >= scene.span.fromS && atS <= scene.span.toS;
    uplot.setCursor(isShown ? { left: uplot.valToPos(atS, 'x'), top: 1 } : { left: -10, top: -10 });
    isTold = false;
  };

  return {
    show(next) {
      scene = next;
      isTold = !isPointing;
      uplot.batch(() => uplot.setData(dataOf(next)));
      isTold = false;
    },
    point,
    resize: (width, height) => uplot.setSize({ width: Math.max(1, width), height: Math.max(1, height) }),
    restyle() {
      colors = readColors(element);
      uplot.redraw(true, true);
    },
    destroy() {
      isGone = true;
      uplot.destroy();
    },
  };
}

/** What stands on a line where it is read off. The edges of bands have one too, which is not shown. */
function pointOf(series: number): HTMLElement {
  const point = document.createElement('div');
  point.className = (series % 3 === 1 ? css['point'] : css['hidden']) ?? '';
  return point;
}

function dataOf({ aligned: { times, lines }, span }: Scene): uPlot.AlignedData {
  // Without a row there would be no axis either.
  if (times.length === 0) return [[span.fromS, span.toS], ...lines.flatMap(() => [NONE, NONE, NONE])];
  const none = times.map(() => null);
  return [
    [...times],
    ...lines.flatMap(({ mean, min, max }) => [[...mean], [...(max ?? none)], [...(min ?? none)]]),
  ];
}

const NONE = [null, null];
