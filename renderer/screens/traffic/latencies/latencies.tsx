import { useEffect, useMemo, useState } from 'react';
import { useLatencies, useStores } from '../../../store/stores.ts';
import css from './latencies.module.css';
import { LatencyTable } from './latency-table.tsx';
import { type LatencyColumn, type Order, sortLatencies } from './sort-latencies.ts';

const SLOWEST_FIRST: Order = { column: 'p95_ms', descending: true };

/** How long each tool and method of all servers takes. */
export function Latencies() {
  const { latencies: store } = useStores();
  useEffect(() => store.open(null), [store]);
  const latencies = useLatencies((state) => state.latencies);
  const problem = useLatencies((state) => state.problem);
  const [order, setOrder] = useState<Order>(SLOWEST_FIRST);
  const sorted = useMemo(() => sortLatencies(latencies ?? [], order), [latencies, order]);
  const sortBy = (column: LatencyColumn): void => {
    setOrder((before) =>
      before.column === column
        ? { column, descending: !before.descending }
        : { column, descending: column !== 'server' && column !== 'target' },
    );
  };
  if (problem !== null && latencies === null) {
    return (
      <p className={css['nothing']} role="alert">
        The figures can’t be shown: {problem}
      </p>
    );
  }
  if (latencies === null) return <p className={css['nothing']}>Asking for the figures…</p>;
  if (latencies.length === 0) return <p className={css['nothing']}>Nothing was asked since the start.</p>;
  return <LatencyTable latencies={sorted} order={order} onSort={sortBy} />;
}
