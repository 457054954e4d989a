import { memo } from 'react';
import type { LifecycleEvent } from '#contract/history.ts';
import type { ServerState } from '#contract/server-state.ts';
import { formatDuration } from '../../../format/duration.ts';
import { milliseconds, text } from '../../../format/quantity.ts';
import { exitWords, STATE_LAMPS, stateName } from '../../../format/server-words.ts';
import { Lamp } from '../../../parts/lamp.tsx';
import table from '../table.module.css';
import css from './history.module.css';
import { When } from './when.tsx';

interface Props {
  readonly event: LifecycleEvent;
  readonly pooled: boolean;
  /** True for one of a loop that is folded open. */
  readonly inside: boolean;
}

export const EventRow = memo(function EventRow({ event, pooled, inside }: Props) {
  const { at, from, to, code, reason, instance } = event;
  const after = afterwards(event);
  return (
    <tr data-event={event.id} data-inside={inside}>
      <td className={css['when']}>
        <When at={at} />
      </td>
      <td className={css['change']}>
        {code === 'hung' && from === to ? <Hung /> : <Change from={from} to={to} />}
      </td>
      <td className={css['why']}>
        {pooled && <span className="faint">instance {instance}: </span>}
        {reason}
        {after !== '' && <span className="faint"> · {after}</span>}
      </td>
    </tr>
  );
});

/** It stays what it is and is left running: only its answers are missing. */
function Hung() {
  return (
    <span className={table['state']}>
      <Lamp lamp="bad" label={null} />
      no answer
    </span>
  );
}

/** From one state to another, each a lamp; the word is that of the state it came to. */
export function Change({ from, to }: { readonly from: ServerState; readonly to: ServerState }) {
  return (
    <span className={table['state']} title={`${stateName(from)} → ${stateName(to)}`}>
      <Lamp lamp={STATE_LAMPS[from]} label={stateName(from)} />
      <span className="faint" aria-hidden="true">
        →
      </span>
      <span className="visually-hidden">to</span>
      <Lamp lamp={STATE_LAMPS[to]} label={null} />
      {stateName(to)}
    </span>
  );
}

/** What the reason does not say: how the process ended, and when the next start was decided on. */
function afterwards({ reason, exit_code: code, signal, next_start_ms: nextMs, pid }: LifecycleEvent): string {
  const exit = code === null && signal === null ? null : exitWords({ code, signal });
  const told = exit !== null && (reason.includes(exit) || (code !== null && reason.includes(`code ${code}`)));
  return [
    told ? null : exit,
    nextMs === null ? null : `next start in ${wait(nextMs)}`,
    pid === null ? null : `pid\u00a0${pid}`,
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

function wait(ms: number): string {
  return ms < 10_000 ? text(milliseconds(ms)) : formatDuration(ms / 1000);
}
