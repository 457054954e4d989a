import { useId, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { type Span, selected } from '../../store/charts/span.ts';
import css from './chart.module.css';
import type { ChartCursor } from './chart-cursor.ts';
import { nearestIndex } from './lines/read-line.ts';
import { betweenWords, readOut } from './lines/read-out.ts';
import { shadeWords } from './lines/shade-words.ts';
import { actOnKey, PLOT_KEYS_WORDS, plotKey } from './plot/plot-keys.ts';
import { momentAt } from './plot/time-words.ts';
import { usePlot } from './plot/use-plot.ts';
import type { ChartLine, Scene } from './scene.ts';

interface Props {
  readonly heading: string;
  readonly lines: readonly ChartLine[];
  readonly scene: Scene;
  readonly cursor: ChartCursor;
  readonly nothing: string | null;
  readonly onZoom: (span: Span) => void;
  readonly onWhole: (() => void) | null;
}

/** The drawing, and what pointer and keyboard do with it. For screen readers it is a slider over the moments. */
export function PlotArea({ heading, lines, scene, cursor, nothing, onZoom, onWhole }: Props) {
  const { aligned, span, unit } = scene;
  const id = useId();
  const host = useRef<HTMLDivElement>(null);
  const [hasFocus, setHasFocus] = useState(false);
  // With the pointer on it the words beside the heading change alone: all charts of a page follow each movement.
  const readS = useStore(cursor, ({ atS }) => (hasFocus ? atS : null));
  usePlot(host, id, lines, scene, cursor, {
    onSelect(aS, bS) {
      const wanted = selected(aS, bS);
      if (wanted !== null) onZoom(wanted);
    },
    onDoubleClick: () => onWhole?.(),
  });
  const isEmpty = useMemo(
    () => !aligned.lines.some(({ mean }) => mean.some((cell) => typeof cell === 'number')),
    [aligned],
  );

  const onKey = (event: React.KeyboardEvent): void => {
    const key = plotKey(event);
    // Esc leaves the page where there is nothing to go back from.
    if (key === null || (key.kind === 'whole' && onWhole === null)) return;
    event.preventDefault();
    if (key.kind === 'whole') {
      onWhole?.();
      return;
    }
    const done = actOnKey(key, { aligned, span, pointedS: cursor.getState().atS });
    if (done.span !== null) onZoom(done.span);
    if (done.atS !== null) cursor.setState({ atS: done.atS, by: null });
  };

  const newest = aligned.times.length - 1;
  return (
    <div
      className={css['plot']}
      role="slider"
      tabIndex={0}
      aria-label={`${heading}: moment`}
      aria-description={PLOT_KEYS_WORDS}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, newest)}
      aria-valuenow={Math.max(0, readS === null ? newest : nearestIndex(aligned.times, readS))}
      aria-valuetext={isEmpty ? (nothing ?? '') : readOut(lines, scene, readS)}
      onKeyDown={onKey}
      onFocus={() => setHasFocus(true)}
      onBlur={() => {
        setHasFocus(false);
        cursor.setState({ atS: null, by: null });
      }}
    >
      <div ref={host} className={css['canvas']} />
      {isEmpty && nothing !== null && (
        <p className={css['nothing']}>
          <span>{nothing}</span>
        </p>
      )}
      {!isEmpty && <Moment scene={scene} cursor={cursor} isAlone={lines.length === 1} unit={unit} />}
    </div>
  );
}

interface MomentProps extends Pick<Props, 'scene' | 'cursor'> {
  /** Whether there is one line only, whose step can be told more closely. */
  readonly isAlone: boolean;
  readonly unit: Scene['unit'];
}

/** Which moment is read off, and what there is to say of it. */
function Moment({ scene, cursor, isAlone, unit }: MomentProps) {
  const { aligned, span } = scene;
  const atS = useStore(cursor, (pointed) => pointed.atS);
  if (atS === null) return null;
  const index = nearestIndex(aligned.times, atS);
  return (
    <p className={css['moment']}>
      {momentAt(aligned.times[index] ?? atS, span.toS - span.fromS)}
      {isAlone && betweenWords(aligned, index, unit)}
      {shadeWords(scene, atS).map((words) => (
        <span key={words} className={css['why']}>
          {words}
        </span>
      ))}
    </p>
  );
}
