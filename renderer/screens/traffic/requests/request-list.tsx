import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import type { RequestRecord } from '#contract/traffic.ts';
import { milliseconds, text } from '../../../format/quantity.ts';
import { CLASS_WORDS } from '../../../format/traffic-words.ts';
import { useRequests, useStores } from '../../../store/stores.ts';
import { NoRequests } from './no-requests.tsx';
import { RequestFoot } from './request-foot.tsx';
import { RequestRow } from './request-row.tsx';
import css from './requests.module.css';

const ROW_PX = 28;

/** The requests, of which only those in view are drawn. Holds still while its reader has scrolled down. */
export function RequestList() {
  const { requests: store } = useStores();
  const requests = useRequests((state) => state.requests);
  const [marked, setMarked] = useState<number | null>(null);
  const [open, setOpen] = useState<number | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: requests.length,
    getScrollElement: () => list.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => requests[index]?.seq ?? index,
    overscan: 8,
  });
  const at = marked === null ? -1 : requests.findIndex(({ seq }) => seq === marked);
  const toggle = (seq: number): void => {
    setMarked(seq);
    setOpen((before) => (before === seq ? null : seq));
    // What is read must not move away.
    store.setPaused(true);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: a row that opens or shuts has another height
  useEffect(() => rows.measure(), [open, rows]);

  const onKey = (event: React.KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    const chosen = requests[at];
    if (step !== undefined && requests.length > 0) {
      const to = at === -1 ? 0 : Math.min(requests.length - 1, Math.max(0, at + step));
      setMarked(requests[to]?.seq ?? null);
      store.setPaused(true);
      rows.scrollToIndex(to);
    } else if ((event.key === 'Enter' || event.key === ' ') && chosen !== undefined) toggle(chosen.seq);
    else if (event.key === 'Escape' && (marked !== null || open !== null)) {
      setMarked(null);
      setOpen(null);
    } else return;
    event.preventDefault();
  };

  return (
    <div className={css['box']}>
      <div className={css['head']} aria-hidden="true">
        <span>When</span>
        <span>Client</span>
        <span>Server</span>
        <span>Tool or method</span>
        <span className={css['number']}>Queued</span>
        <span className={css['number']}>Took</span>
        <span>Outcome</span>
      </div>
      <div
        ref={list}
        className={css['list']}
        role="log"
        aria-live="off"
        aria-label="Last requests"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard
        tabIndex={0}
        onKeyDown={onKey}
        onScroll={({ currentTarget }) => {
          if (currentTarget.scrollTop > ROW_PX) store.setPaused(true);
        }}
      >
        <NoRequests />
        <div className={css['rows']} style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((item) => {
            const record = requests[item.index];
            if (record === undefined) return null;
            return (
              <RequestRow
                key={item.key}
                ref={rows.measureElement}
                index={item.index}
                top={item.start}
                record={record}
                marked={record.seq === marked}
                open={record.seq === open}
                onToggle={toggle}
              />
            );
          })}
        </div>
      </div>
      <p className="visually-hidden" role="status" aria-label="Chosen request">
        {spoken(requests[at])}
      </p>
      <RequestFoot />
    </div>
  );
}

/** A request as it is read out. */
function spoken(record: RequestRecord | undefined): string {
  if (record === undefined) return '';
  const { client, server, target, method, ms, error } = record;
  const outcome = error === null ? 'ok' : `${CLASS_WORDS[error.class]}: ${error.message}`;
  return `${client} to ${server}: ${target ?? method}, ${text(milliseconds(ms))}, ${outcome}`;
}
