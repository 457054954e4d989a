import type { MethodLatency } from '#contract/traffic.ts';
import { count, milliseconds, text } from '../../../format/quantity.ts';
import { share } from '../../../format/traffic-words.ts';
import { ScrollArea } from '../../../parts/scroll-area.tsx';
import { serverHash } from '../../../store/place.ts';
import css from './latencies.module.css';
import { errorShare, type LatencyColumn, nameOf, type Order } from './sort-latencies.ts';

const COLUMNS: readonly {
  readonly column: LatencyColumn;
  readonly words: string;
  readonly isFigure: boolean;
}[] = [
  { column: 'target', words: 'Tool or method', isFigure: false },
  { column: 'server', words: 'Server', isFigure: false },
  { column: 'requests', words: 'Requests', isFigure: true },
  { column: 'errors', words: 'Errors', isFigure: true },
  { column: 'p50_ms', words: 'p50', isFigure: true },
  { column: 'p95_ms', words: 'p95', isFigure: true },
  { column: 'p99_ms', words: 'p99', isFigure: true },
  { column: 'max_ms', words: 'Longest', isFigure: true },
];

interface Props {
  readonly latencies: readonly MethodLatency[];
  readonly order: Order;
  readonly onSort: (column: LatencyColumn) => void;
}

export function LatencyTable({ latencies, order, onSort }: Props) {
  return (
    <ScrollArea label="Latency by tool">
      <table className={css['table']}>
        <thead>
          <tr>
            {COLUMNS.map(({ column, words, isFigure }) => (
              <th
                key={column}
                data-column={column}
                className={isFigure ? css['number'] : undefined}
                aria-sort={
                  order.column !== column ? undefined : order.descending ? 'descending' : 'ascending'
                }
              >
                <button type="button" className={css['sort']} onClick={() => onSort(column)}>
                  {words}
                  <span aria-hidden="true">
                    {order.column !== column ? '' : order.descending ? ' ↓' : ' ↑'}
                  </span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {latencies.map((latency) => (
            <Row key={`${latency.server} ${latency.method} ${latency.target}`} latency={latency} />
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}

function Row({ latency }: { readonly latency: MethodLatency }) {
  const { server, method, target, requests, errors } = latency;
  return (
    <tr>
      <td className={`${css['cell']} mono`} title={target === null ? method : `${method} ${target}`}>
        {nameOf(latency)}
      </td>
      <td className={css['cell']} title={server}>
        <a className={css['link']} href={serverHash(server, 'tools')}>
          {server}
        </a>
      </td>
      <td className={css['number']}>{count(requests)}</td>
      <td className={css['number']} data-errors={errors > 0} title={`${count(errors)} of ${count(requests)}`}>
        {text(share(errorShare(latency)))}
      </td>
      {([latency.p50_ms, latency.p95_ms, latency.p99_ms, latency.max_ms] as const).map((ms, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: four figures in a fixed order
        <td key={index} className={css['number']}>
          {text(milliseconds(ms))}
        </td>
      ))}
    </tr>
  );
}
