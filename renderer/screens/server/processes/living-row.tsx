import type { ProcessView } from '#contract/history.ts';
import { formatAge } from '../../../format/duration.ts';
import { fullDate } from '../../../format/moment.ts';
import { isGone, STATUS_LAMPS, STATUS_WORDS, whyUnknown } from '../../../format/process-words.ts';
import { known, UNKNOWN } from '../../../format/quantity.ts';
import { Icon } from '../../../parts/icon.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import { useNow } from '../../../parts/use-now.ts';
import table from '../table.module.css';
import { COLUMN_COUNT, COLUMNS } from './figures.ts';
import { ProcessFacts } from './process-facts.tsx';
import { shortCommand } from './process-tree.ts';
import css from './processes.module.css';

/** A deeper one is not moved further to the right: its command must be seen. */
const DEEPEST = 8;
const STEP_PX = 14;

interface Props {
  readonly process: ProcessView;
  readonly depth: number;
  /** All that live. */
  readonly all: readonly ProcessView[];
  readonly isPooled: boolean;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

/** One process that lives; a click folds the rest of what is known of it open. */
export function LivingRow({ process, depth, all, isPooled, isOpen, onToggle }: Props) {
  const { pid, command, root, instance, status, started_at: at } = process;
  const factsId = `process-${pid}`;
  const why = whyUnknown(status) ?? 'This system does not tell it';
  const onRow = (event: React.MouseEvent): void => {
    const { target } = event;
    const onControl = target instanceof Element && target.closest('button') !== null;
    // A drag over the row selects text; it is no click.
    if (!onControl && window.getSelection()?.isCollapsed !== false) onToggle();
  };
  return (
    <>
      {/* The button inside does the same, for the keyboard. */}
      <tr className={css['row']} data-pid={pid} data-open={isOpen} onClick={onRow}>
        <td>
          <div className={css['process']} style={{ paddingLeft: Math.min(depth, DEEPEST) * STEP_PX }}>
            <button
              type="button"
              className={css['fold']}
              aria-label={`Details of process ${pid}`}
              aria-expanded={isOpen}
              aria-controls={isOpen ? factsId : undefined}
              onClick={onToggle}
            >
              <Icon name="chevron" size={12} />
            </button>
            <span className={css['command']} title={command}>
              {depth > 0 && (
                <span className={css['branch']} aria-hidden="true">
                  └{' '}
                </span>
              )}
              {depth > 0 && <span className="visually-hidden">{`level ${depth + 1}: `}</span>}
              {shortCommand(command)}
              {root && isPooled && <span className="faint"> instance {instance}</span>}
            </span>
          </div>
        </td>
        <td className={table['number']}>{pid}</td>
        <td>
          <Status status={status} />
        </td>
        {COLUMNS.map(({ figure, className, format }) => {
          // What is gone uses nothing: a 0 would look like one that lives and rests.
          const value = isGone(status) ? null : process[figure];
          return (
            <td
              key={figure}
              className={`${table['number']} ${css[className]}`}
              title={value === null ? why : undefined}
            >
              {known(value, format) ?? UNKNOWN}
            </td>
          );
        })}
        <td className={table['number']} title={`since ${fullDate(at)}`}>
          <Age since={at} />
        </td>
      </tr>
      {isOpen && (
        <tr id={factsId} className={css['facts']}>
          <td colSpan={COLUMN_COUNT}>
            <ProcessFacts process={process} all={all} />
          </td>
        </tr>
      )}
    </>
  );
}

function Status({ status }: { readonly status: ProcessView['status'] }) {
  if (status === null) return <span className="faint">not measured</span>;
  const { word, means } = STATUS_WORDS[status];
  const lamp = STATUS_LAMPS[status];
  return (
    <span className={table['state']} title={means}>
      {lamp !== null && <Lamp lamp={lamp} label={null} />}
      {word}
    </span>
  );
}

/** Alone, so that a second that passes draws one word and not a row. */
function Age({ since }: { readonly since: string }) {
  return formatAge((useNow() - Date.parse(since)) / 1000);
}
