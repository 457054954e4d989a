import { useStores, useView } from '../../../../store/stores.ts';
import type { ServerColumn } from '../../../../store/view-store.ts';
import css from '../servers.module.css';
import { nextOrder } from './sort-servers.ts';

interface Column {
  readonly className: string;
  readonly words: string;
  readonly hint?: string;
  /** What a click sorts by; nothing where an order would tell nothing. */
  readonly column?: ServerColumn;
}

const COLUMNS: readonly Column[] = [
  { className: 'name', words: 'Server', column: 'name' },
  { className: 'state', words: 'State', column: 'trouble', hint: 'By trouble: what needs you comes first' },
  { className: 'score', words: 'Score', column: 'score', hint: 'Health, of 100' },
  { className: 'cpu', words: 'CPU', column: 'cpu', hint: 'Per cent of one core; the line: 15 minutes' },
  { className: 'memory', words: 'Memory', column: 'memory', hint: 'Resident; the line: 15 minutes' },
  { className: 'threads', words: 'Threads', column: 'threads' },
  { className: 'files', words: 'Files', column: 'files', hint: 'Open files' },
  {
    className: 'rate',
    words: 'Requests',
    column: 'rate',
    hint: 'A second, in the last minute; the line: 15 minutes',
  },
  { className: 'p95', words: 'p95', column: 'p95', hint: 'Latency in the last minute' },
  { className: 'errors', words: 'Errors', column: 'errors', hint: 'Of the requests in the last minute' },
  { className: 'tools', words: 'Tools' },
  { className: 'restarts', words: 'Restarts', column: 'restarts', hint: 'Starts after an unwanted end' },
  { className: 'pid', words: 'PID' },
];

/** The table has one more, for the actions. */
export const COLUMN_COUNT = COLUMNS.length + 1;

/** Headings that put the servers in order; a third click gives the configuration file's order back. */
export function HeadRow() {
  const { view } = useStores();
  const order = useView((state) => state.serverOrder);
  return (
    <tr>
      {COLUMNS.map(({ className, words, hint, column }) => {
        const isSorted = column !== undefined && order?.column === column;
        const arrow = !isSorted ? '' : order.descending ? '↓' : '↑';
        return (
          <th
            key={className}
            className={css[className]}
            title={hint}
            aria-sort={!isSorted ? undefined : order.descending ? 'descending' : 'ascending'}
          >
            {column === undefined ? (
              words
            ) : (
              <button
                type="button"
                className={css['sort']}
                data-sorted={isSorted}
                onClick={() => view.setState({ serverOrder: nextOrder(order, column) })}
              >
                {words}
                <span aria-hidden="true">{arrow}</span>
              </button>
            )}
          </th>
        );
      })}
      <th className={css['actions']}>
        <span className="visually-hidden">Actions</span>
      </th>
    </tr>
  );
}
