import { memo, type Ref } from 'react';
import type { RequestRecord } from '#contract/traffic.ts';
import { clockTime, fullDate } from '../../../format/moment.ts';
import { milliseconds, text, UNKNOWN } from '../../../format/quantity.ts';
import { outcomeWords, SEVERITY_LAMPS } from '../../../format/traffic-words.ts';
import { Lamp } from '../../../parts/lamp.tsx';
import { RequestFields } from './request-fields.tsx';
import css from './requests.module.css';

interface Props {
  readonly ref: Ref<HTMLDivElement>;
  readonly index: number;
  readonly top: number;
  readonly record: RequestRecord;
  readonly marked: boolean;
  readonly open: boolean;
  readonly onToggle: (seq: number) => void;
}

/** Less than this is no wait. */
const QUEUE_SHOWN_MS = 0.5;

export const RequestRow = memo(function RequestRow(props: Props) {
  const { ref, index, top, record, marked, open, onToggle } = props;
  const { seq, at, client, server, method, target, queue_ms: queueMs, ms, error } = record;
  const outcome = outcomeWords(record);
  return (
    <div
      ref={ref}
      data-index={index}
      data-marked={marked}
      className={css['place']}
      style={{ transform: `translateY(${top}px)` }}
    >
      <button
        type="button"
        tabIndex={-1}
        className={css['row']}
        aria-expanded={open}
        onClick={() => onToggle(seq)}
      >
        <time dateTime={at} title={fullDate(at)} className={css['when']}>
          {clockTime(at)}
        </time>
        <span className={css['cell']} title={client}>
          {client}
        </span>
        <span className={css['cell']} title={server}>
          {server}
        </span>
        <span className={`${css['cell']} mono`} title={target === null ? method : `${method} ${target}`}>
          {target ?? method}
        </span>
        <span className={css['number']}>
          {queueMs < QUEUE_SHOWN_MS ? UNKNOWN : text(milliseconds(queueMs))}
        </span>
        <span className={css['number']}>{text(milliseconds(ms))}</span>
        <span className={css['outcome']} data-severity={error?.severity} title={outcome}>
          {error !== null && <Lamp lamp={SEVERITY_LAMPS[error.severity]} label={null} />}
          <span className={css['cell']}>{outcome}</span>
        </span>
      </button>
      {open && <RequestFields record={record} />}
    </div>
  );
});
