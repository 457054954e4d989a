import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import type { ChartCursor } from '../chart-cursor.ts';
import type { ChartLine, Scene } from '../scene.ts';
import { createPlot, type Plot } from './plot.ts';

export interface PlotActions {
  readonly onSelect: (aS: number, bS: number) => void;
  readonly onDoubleClick: () => void;
}

/**
 * Keeps a drawing in an element for as long as it is in the page: anew when other lines are to be drawn, else brought up
 * to date. `id` tells whose pointing at a moment it is.
 */
export function usePlot(
  host: RefObject<HTMLElement | null>,
  id: string,
  lines: readonly ChartLine[],
  scene: Scene,
  cursor: ChartCursor,
  actions: PlotActions,
): void {
  const plot = useRef<Plot | null>(null);
  const latest = useRef({ scene, actions });
  latest.current = { scene, actions };

  useLayoutEffect(() => {
    const element = host.current;
    if (element === null) return;
    const drawn = createPlot(element, lines, latest.current.scene, {
      onPoint: (atS) => cursor.setState({ atS, by: atS === null ? null : id }),
      onSelect: (aS, bS) => latest.current.actions.onSelect(aS, bS),
      onDoubleClick: () => latest.current.actions.onDoubleClick(),
    });
    plot.current = drawn;
    const resized = new ResizeObserver(() => drawn.resize(element.clientWidth, element.clientHeight));
    resized.observe(element);
    const themed = new MutationObserver(() => drawn.restyle());
    themed.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] });
    const unfollow = cursor.subscribe(({ atS, by }) => {
      if (by !== id) drawn.point(atS);
    });
    return () => {
      plot.current = null;
      unfollow();
      themed.disconnect();
      resized.disconnect();
      drawn.destroy();
    };
  }, [host, id, lines, cursor]);

  useEffect(() => {
    plot.current?.show(scene);
    const { atS, by } = cursor.getState();
    // What is pointed at has moved with the time axis; under the pointer the pointer stays.
    if (atS !== null && by !== id) plot.current?.point(atS);
  }, [scene, cursor, id]);
}
