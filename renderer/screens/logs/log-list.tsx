import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { LogLine } from '#contract/log-line.ts';
import { COPY_WORDS, useCopy } from '../../parts/use-copy.ts';
import { useLogs, useStores, useView } from '../../store/stores.ts';
import { LogFoot } from './log-foot.tsx';
import { LogRow } from './log-row.tsx';
import css from './logs.module.css';
import { NoLines } from './no-lines.tsx';

const ROW_PX = 20;
const PADDING_PX = 6;
/** Within this many pixels of the end counts as the end. */
const END_PX = 6;
const SPOKEN_CHARACTERS = 300;

/** The lines, of which only those in view are drawn. Follows the newest until its reader scrolls up. */
export function LogList({ list }: { readonly list: RefObject<HTMLDivElement | null> }) {
  const { logs } = useStores();
  const lines = useLogs((state) => state.lines);
  const following = useLogs((state) => state.following);
  const wrap = useView((state) => state.wrapLogs);
  const pattern = useLogs((state) => state.pattern);
  const [marked, setMarked] = useState<number | null>(null);
  const [copied, setCopied] = useState<number | null>(null);
  const { told, copy } = useCopy();
  /** Where the end was last seen: only its reader scrolls to above it, in steps as small as the browser likes. */
  const endTop = useRef(0);

  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => list.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => lines[index]?.seq ?? index,
    overscan: 12,
    paddingStart: PADDING_PX,
    paddingEnd: PADDING_PX,
  });
  const height = rows.getTotalSize();

  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines and measured heights move the end
  useLayoutEffect(() => {
    if (following) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [following, lines, height, list]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: measured heights are void when the wrapping changes
  useEffect(() => rows.measure(), [wrap, rows]);

  const onCopy = useCallback(
    ({ seq, text }: LogLine): void => {
      setCopied(seq);
      copy(text);
    },
    [copy],
  );

  const onScroll = (event: React.UIEvent<HTMLDivElement>): void => {
    const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
    if (scrollHeight - scrollTop - clientHeight <= END_PX) {
      endTop.current = scrollTop;
      logs.setFollowing(true);
    } else if (scrollTop < endTop.current - END_PX) {
      logs.setFollowing(false);
    }
  };

  const at = marked === null ? -1 : lines.findIndex((line) => line.seq === marked);

  const onKey = (event: React.KeyboardEvent): void => {
    // Ctrl+C and its like are the browser's.
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const chosen = lines[at];
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    if (step !== undefined) {
      const from = at === -1 ? (rows.range?.endIndex ?? lines.length - 1) : at;
      const to = Math.min(lines.length - 1, Math.max(0, at === -1 ? from : from + step));
      logs.setFollowing(false);
      setMarked(lines[to]?.seq ?? null);
      rows.scrollToIndex(to);
    } else if (event.key === 'c' && chosen !== undefined) {
      onCopy(chosen);
    } else if (event.key === 'Escape') {
      setMarked(null);
    } else return;
    event.preventDefault();
  };

  return (
    <section className={css['box']} aria-label="Log">
      <div
        ref={list}
        className={css['list']}
        role="log"
        aria-live="off"
        aria-label="Log lines"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={onKey}
      >
        <NoLines />
        <div className={css['lines']} style={{ height }}>
          {rows.getVirtualItems().map((item) => {
            const line = lines[item.index];
            if (line === undefined) return null;
            return (
              <LogRow
                key={item.key}
                ref={wrap ? rows.measureElement : undefined}
                index={item.index}
                line={line}
                top={item.start}
                pattern={pattern}
                wrap={wrap}
                marked={line.seq === marked}
                copied={told === 'copied' && line.seq === copied}
                onCopy={onCopy}
              />
            );
          })}
        </div>
      </div>
      <p className="visually-hidden" role="status" aria-label="Chosen line">
        {spoken(lines[at])}
      </p>
      <p className="visually-hidden" role="status">
        {COPY_WORDS[told]}
      </p>
      <LogFoot />
    </section>
  );
}

/** A line as it is read out: as much as one listens to. */
function spoken(line: LogLine | undefined): string {
  return line === undefined ? '' : `${line.level}, ${line.server}: ${line.text.slice(0, SPOKEN_CHARACTERS)}`;
}
