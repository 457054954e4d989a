import { useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Span } from '../../store/charts/span.ts';
import type { ChartCursor } from '../chart/chart-cursor.ts';
import { momentAt } from '../chart/plot/time-words.ts';
import { Lamp } from '../lamp.tsx';
import { clusterMarks, type MarkCluster, type TimeMark } from './cluster-marks.ts';
import css from './time-line.module.css';

interface Props {
  /** Oldest first. */
  readonly marks: readonly TimeMark[];
  readonly span: Span;
  readonly cursor: ChartCursor;
  /** One was pressed: its surroundings are wanted. */
  readonly onChoose: (atS: number) => void;
}

/** So many are told in words; a longer list would not be read in passing. */
const TOLD = 3;

/**
 * What happened, as signs on a line of time. One stop for Tab; arrows, Home and End go from sign to sign. The one under
 * the pointer or with the focus is told in words, and the charts show the figures of its moment.
 */
export function TimeLine({ marks, span, cursor, onChoose }: Props) {
  const { fromS, toS } = span;
  const clusters = useMemo(() => clusterMarks(marks, fromS, toS), [marks, fromS, toS]);
  const pointedS = useStore(cursor, ({ atS }) => atS);
  const list = useRef<HTMLOListElement>(null);
  /** By the id of its first mark: places move with time. */
  const [told, setTold] = useState<number | null>(null);
  const at = clusters.findIndex((cluster) => cluster.marks[0].id === told);
  const stop = at === -1 ? clusters.length - 1 : at;

  const tell = (cluster: MarkCluster): void => {
    setTold(cluster.marks[0].id);
    cursor.setState({ atS: cluster.marks[0].atS, by: null });
  };
  const untell = (): void => {
    setTold(null);
    cursor.setState({ atS: null, by: null });
  };
  const onKey = (event: React.KeyboardEvent): void => {
    const last = clusters.length - 1;
    const to = { ArrowLeft: stop - 1, ArrowRight: stop + 1, Home: 0, End: last }[event.key];
    if (to === undefined || event.altKey || to < 0 || to > last) return;
    event.preventDefault();
    list.current?.querySelectorAll('button')[to]?.focus();
  };

  return (
    <section className={css['line']} aria-label="What happened">
      <ol ref={list} className={css['track']} onKeyDown={onKey}>
        {pointedS !== null && pointedS >= fromS && pointedS <= toS && (
          <li
            className={css['cursor']}
            style={{ left: `${(100 * (pointedS - fromS)) / (toS - fromS)}%` }}
            aria-hidden="true"
          />
        )}
        {clusters.map((cluster, index) => (
          <li key={cluster.marks[0].id} className={css['place']} style={{ left: `${100 * cluster.place}%` }}>
            <button
              type="button"
              className={css['sign']}
              tabIndex={index === stop ? 0 : -1}
              aria-label={wordsOf(cluster, span)}
              onFocus={() => tell(cluster)}
              onBlur={untell}
              onPointerEnter={() => tell(cluster)}
              onPointerLeave={untell}
              onClick={() => onChoose(cluster.marks[0].atS)}
            >
              <Lamp lamp={cluster.lamp} label={null} />
              {cluster.marks.length > 1 && <span className={css['count']}>{cluster.marks.length}</span>}
            </button>
          </li>
        ))}
      </ol>
      <p className={css['told']} data-pointed={at !== -1}>
        {toldWords(clusters[at] ?? clusters.at(-1), at !== -1, span)}
      </p>
    </section>
  );
}

function toldWords(cluster: MarkCluster | undefined, isPointed: boolean, span: Span): string {
  if (cluster === undefined) return 'Nothing happened in this time.';
  return isPointed ? wordsOf(cluster, span) : `Last: ${wordsOf(cluster, span)}`;
}

/** "09:46:02 memory exited with code 1 · 09:46:03 memory started · and 4 more". */
function wordsOf({ marks }: MarkCluster, { fromS, toS }: Span): string {
  const told = marks.slice(-TOLD).map(({ atS, words }) => `${momentAt(atS, toS - fromS)} ${words}`);
  const rest = marks.length - told.length;
  return [...(rest > 0 ? [`${rest} earlier`] : []), ...told].join(' · ');
}
