import { memo, useMemo } from 'react';
import type { ProcessView } from '#contract/history.ts';
import { formatAge, formatDuration } from '../../../format/duration.ts';
import { fullDate } from '../../../format/moment.ts';
import { bytes, known, percent, text } from '../../../format/quantity.ts';
import { exitWords } from '../../../format/server-words.ts';
import { Box } from '../../../parts/box.tsx';
import { Moment } from '../../../parts/moment.tsx';
import { ScrollArea } from '../../../parts/scroll-area.tsx';
import { useNow } from '../../../parts/use-now.ts';
import { useServerPage } from '../../../store/stores.ts';
import table from '../table.module.css';
import { processRows, shortCommand } from './process-tree.ts';
import css from './processes.module.css';

const NONE: readonly ProcessView[] = [];
/** A deeper one is not moved further to the right: its command must be seen. */
const DEEPEST = 8;
const STEP_PX = 14;

/** The tree of its processes as it is, and below it those that have ended. */
export function Processes({ pooled }: { readonly pooled: boolean }) {
  const processes = useServerPage((state) => state.detail?.processes ?? NONE);
  const loaded = useServerPage((state) => state.detail !== null);
  const { living, ended } = useMemo(() => processRows(processes), [processes]);
  return (
    <Box heading="Processes" aside={<span className="faint">{loaded ? `${living.length} alive` : ''}</span>}>
      <ScrollArea label="Process tree">
        {loaded && processes.length === 0 ? (
          <p className={table['nothing']}>No process of it was seen yet.</p>
        ) : (
          <table className={`${table['table']} ${css['table']}`}>
            <thead>
              <tr>
                <th>Process</th>
                <th className={`${table['number']} ${css['pid']}`}>PID</th>
                <th className={`${table['number']} ${css['cpu']}`}>CPU</th>
                <th className={`${table['number']} ${css['memory']}`}>Memory</th>
                <th className={`${table['number']} ${css['age']}`}>Age</th>
              </tr>
            </thead>
            <tbody>
              {living.map(({ process, depth }) => (
                <Living key={keyOf(process)} process={process} depth={depth} pooled={pooled} />
              ))}
              {ended.map((process) => (
                <Ended key={keyOf(process)} process={process} />
              ))}
            </tbody>
          </table>
        )}
      </ScrollArea>
    </Box>
  );
}

function Living({
  process,
  depth,
  pooled,
}: {
  readonly process: ProcessView;
  readonly depth: number;
  readonly pooled: boolean;
}) {
  const { pid, command, root, instance, cpu_percent: cpu, memory_bytes: memory, started_at: at } = process;
  return (
    <tr>
      <td>
        <div
          className={css['command']}
          style={{ paddingLeft: Math.min(depth, DEEPEST) * STEP_PX }}
          title={command}
        >
          {depth > 0 && (
            <span className={css['branch']} aria-hidden="true">
              └{' '}
            </span>
          )}
          {depth > 0 && <span className="visually-hidden">{`level ${depth + 1}: `}</span>}
          {shortCommand(command)}
          {root && pooled && <span className="faint"> instance {instance}</span>}
        </div>
      </td>
      <td className={table['number']}>{pid}</td>
      <td className={table['number']}>{text(known(cpu, percent))}</td>
      <td className={table['number']}>{text(known(memory, bytes))}</td>
      <td className={table['number']} title={`since ${fullDate(at)}`}>
        <Age since={at} />
      </td>
    </tr>
  );
}

/** Alone, so that a second that passes draws one word and not a row. */
function Age({ since }: { readonly since: string }) {
  return formatAge((useNow() - Date.parse(since)) / 1000);
}

const Ended = memo(function Ended({ process }: { readonly process: ProcessView }) {
  const { pid, command, ended_at: at, exit_code: code, signal, root, started_at: startedAt } = process;
  const how = root && (code !== null || signal !== null) ? exitWords({ code, signal }) : 'ended';
  const livedMs = at === null ? 0 : Date.parse(at) - Date.parse(startedAt);
  return (
    <tr className={css['ended']}>
      <td>
        <div className={css['command']} title={command}>
          {shortCommand(command)}
        </div>
      </td>
      <td className={table['number']}>{pid}</td>
      <td colSpan={3} className={table['number']} title={`lived ${formatDuration(livedMs / 1000)}`}>
        {how} {at !== null && <Moment at={at} />}
      </td>
    </tr>
  );
});

/** A pid may be used again. */
function keyOf({ pid, started_at: at }: ProcessView): string {
  return `${pid} ${at}`;
}
