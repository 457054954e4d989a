import type uPlot from 'uplot';
import type { ChartMark, Scene } from '../scene.ts';
import { faded, type PlotColors } from './plot-colors.ts';

/** So high is the foot of a stretch that has words. */
const FOOT_PX = 4;

/** Stretches that stand out, behind all else. A short one is as wide as a line at least. */
export function drawShades(plot: uPlot, { shades = [] }: Scene, colors: PlotColors): void {
  within(plot, (context, ratio) => {
    const { top, height } = plot.bbox;
    for (const { fromS, toS, lamp, words } of shades) {
      const left = plot.valToPos(fromS, 'x', true);
      const width = Math.max(2 * ratio, plot.valToPos(toS, 'x', true) - left);
      context.fillStyle = faded(colors.lamps[lamp], words === undefined ? 0.22 : 0.12);
      context.fillRect(left, top, width, height);
      if (words === undefined) continue;
      const foot = Math.max(width, FOOT_PX * ratio);
      context.fillStyle = colors.lamps[lamp];
      context.fillRect(left - (foot - width) / 2, top + height - FOOT_PX * ratio, foot, FOOT_PX * ratio);
    }
  });
}

/** What happened, as lines from top to bottom behind the figures. What went wrong stands out. */
export function drawMarks(plot: uPlot, { marks }: Scene, colors: PlotColors): void {
  within(plot, (context) => {
    const { top, height } = plot.bbox;
    for (const { atS, lamp } of marks) {
      const x = Math.round(plot.valToPos(atS, 'x', true)) + 0.5;
      context.strokeStyle = isTrouble(lamp)
        ? faded(colors.lamps[lamp], 0.85)
        : faded(colors.lamps[lamp], 0.4);
      context.beginPath();
      context.moveTo(x, top);
      context.lineTo(x, top + height);
      context.stroke();
    }
  });
}

function isTrouble(lamp: ChartMark['lamp']): boolean {
  return lamp === 'bad' || lamp === 'warn';
}

/** The limits in view with their names, and where the line leads. */
export function drawLimits(plot: uPlot, { limits, forecast, top }: Scene, colors: PlotColors): void {
  within(plot, (context, ratio) => {
    const { left, width } = plot.bbox;
    context.setLineDash([4 * ratio, 4 * ratio]);
    context.font = colors.font.replace(/^[\d.]+/, (size) => String(Number(size) * ratio));
    context.textAlign = 'left';
    context.textBaseline = 'top';
    for (const { value, words } of limits.filter((limit) => limit.value <= top)) {
      const y = Math.round(plot.valToPos(value, 'y', true)) + 0.5;
      context.strokeStyle = colors.lamps.bad;
      context.beginPath();
      context.moveTo(left, y);
      context.lineTo(left + width, y);
      context.stroke();
      // On the panel's colour: a grid line or the figures may run behind it.
      const textWidth = context.measureText(words).width;
      context.fillStyle = faded(colors.panel, 0.8);
      context.fillRect(left + 4 * ratio, y + 2 * ratio, textWidth + 4 * ratio, 13 * ratio);
      context.fillStyle = colors.lamps.bad;
      context.fillText(words, left + 6 * ratio, y + 3 * ratio);
    }
    if (forecast === null) return;
    context.strokeStyle = colors.lamps.warn;
    context.lineWidth = 1.4 * ratio;
    context.setLineDash([2 * ratio, 3 * ratio]);
    context.beginPath();
    context.moveTo(plot.valToPos(forecast.fromS, 'x', true), plot.valToPos(forecast.from, 'y', true));
    context.lineTo(plot.valToPos(forecast.toS, 'x', true), plot.valToPos(forecast.to, 'y', true));
    context.stroke();
  });
}

/** Draws inside the plotting area, and leaves the canvas as it was. `ratio` is canvas pixels to a CSS pixel. */
function within(plot: uPlot, draw: (context: CanvasRenderingContext2D, ratio: number) => void): void {
  const { ctx: context } = plot;
  const { left, top, width, height } = plot.bbox;
  const ratio = window.devicePixelRatio;
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.lineWidth = ratio;
  draw(context, ratio);
  context.restore();
}
