import { momentWords } from '../../../format/moment.ts';
import { Icon } from '../../../parts/icon.tsx';
import { useTodayMs } from '../../../parts/use-now.ts';
import { Change, EventRow } from './event-row.tsx';
import type { DownLoop } from './group-events.ts';
import css from './history.module.css';
import { When } from './when.tsx';

interface Props {
  readonly loop: DownLoop;
  readonly pooled: boolean;
  readonly open: boolean;
  readonly onToggle: () => void;
}

/** Many downs as one line; a click shows them all. */
export function LoopRow({ loop, pooled, open, onToggle }: Props) {
  const { downs, firstAt, lastAt, from, to, reason, sameReason, events } = loop;
  const todayMs = useTodayMs();
  return (
    <>
      <tr data-loop={loop.id}>
        <td className={css['when']}>
          <When at={lastAt} />
        </td>
        <td className={css['change']}>
          <Change from={from} to={to} />
        </td>
        <td className={css['why']}>
          <button type="button" className={css['fold']} aria-expanded={open} onClick={onToggle}>
            <Icon name="chevron" size={12} />
            went down {downs} times
          </button>{' '}
          between {momentWords(firstAt, todayMs)} and {momentWords(lastAt, todayMs)}
          <span className="faint">
            {' '}
            · {timesWords(sameReason, downs)}: {reason}
          </span>
        </td>
      </tr>
      {open && events.map((event) => <EventRow key={event.id} event={event} pooled={pooled} inside />)}
    </>
  );
}

function timesWords(times: number, of: number): string {
  if (times === of) return 'each time';
  return times === 1 ? 'last' : `${times} times`;
}
