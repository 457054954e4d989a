import { memo } from 'react';
import type { ProcessView } from '#contract/history.ts';
import { formatDuration } from '../../../format/duration.ts';
import { exitWords } from '../../../format/server-words.ts';
import { Moment } from '../../../parts/moment.tsx';
import table from '../table.module.css';
import { COLUMN_COUNT } from './figures.ts';
import { shortCommand } from './process-tree.ts';
import css from './processes.module.css';

/** One process that is over: how it ended and when. */
export const EndedRow = memo(function EndedRow({ process }: { readonly process: ProcessView }) {
  const { pid, command, ended_at: at, exit_code: code, signal, root, started_at: startedAt } = process;
  const how = root && (code !== null || signal !== null) ? exitWords({ code, signal }) : 'ended';
  const livedMs = at === null ? 0 : Date.parse(at) - Date.parse(startedAt);
  return (
    <tr className={css['ended']}>
      <td>
        <div className={css['process']}>
          <span className={css['command']} title={command}>
            {shortCommand(command)}
          </span>
        </div>
      </td>
      <td className={table['number']}>{pid}</td>
      <td colSpan={COLUMN_COUNT - 2}>
        {how}
        {at !== null && ' at '}
        {at !== null && <Moment at={at} className="mono" />}, lived {formatDuration(livedMs / 1000)}
      </td>
    </tr>
  );
});
