import { useEffect, useMemo, useState } from 'react';
import type { CustomMetric, CustomMetrics } from '#contract/metric.ts';
import { count } from '../../../format/quantity.ts';
import { Box } from '../../../parts/box.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import { Moment } from '../../../parts/moment.tsx';
import { ScrollArea } from '../../../parts/scroll-area.tsx';
import { useServerMetrics, useServerPage, useStores } from '../../../store/stores.ts';
import table from '../table.module.css';
import { labelWords, listMetrics, MOST_ROWS, metricKey, metricValue } from './list-metrics.ts';
import css from './own-metrics.module.css';

/** With fewer there is nothing to search. */
const SEARCHED = 12;

/** What the server's own metrics command printed at its last run. */
export function OwnMetrics({ name }: { readonly name: string }) {
  const { serverMetrics } = useStores();
  useEffect(() => serverMetrics.open(name), [serverMetrics, name]);
  const metrics = useServerMetrics((state) => state.metrics);
  const problem = useServerMetrics((state) => state.problem);
  const interval = useServerPage((state) => state.detail?.settings['metrics.interval']);
  if (metrics === null) {
    return (
      <p className={table['nothing']} role={problem === null ? undefined : 'alert'}>
        {problem === null ? 'Asking for the figures…' : `The figures can’t be shown: ${problem}`}
      </p>
    );
  }
  return (
    <Own custom={metrics.custom ?? { at: null, metrics: [], error: null }} interval={interval ?? null} />
  );
}

function Own({ custom, interval }: { readonly custom: CustomMetrics; readonly interval: string | null }) {
  const { at, metrics, error } = custom;
  const [text, setText] = useState('');
  const found = useMemo(() => listMetrics(metrics, text), [metrics, text]);
  return (
    <Box
      heading="Own metrics"
      className={css['box'] ?? ''}
      aside={
        <>
          <span className="faint">
            {at === null ? 'its command has not run yet' : 'its command ran at '}
            {at !== null && <Moment at={at} />}
            {interval !== null && `, it runs every ${interval}`}
          </span>
          <span className="grow" />
          {metrics.length > SEARCHED && (
            <input
              className={css['search']}
              type="search"
              placeholder="Name or label"
              aria-label="Show those with this in their name or labels"
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          )}
        </>
      }
    >
      {error !== null && (
        <p className={css['error']} role="alert">
          <Lamp lamp="warn" label={null} />
          <span>The last run gave nothing: {error}</span>
        </p>
      )}
      {metrics.length === 0 && error === null && (
        <p className={table['nothing']}>
          {at === null ? 'It runs while the server does.' : 'It printed no metric.'}
        </p>
      )}
      {metrics.length > 0 && <List metrics={found} of={metrics.length} />}
    </Box>
  );
}

function List({ metrics, of }: { readonly metrics: readonly CustomMetric[]; readonly of: number }) {
  return (
    <ScrollArea label="Metrics that its command printed">
      <table className={`${table['table']} ${css['table']}`}>
        <thead>
          <tr>
            <th className={css['name']}>Name</th>
            <th className={css['labels']}>Labels</th>
            <th className={`${table['number']} ${css['value']}`}>Value</th>
            <th className={css['type']}>Type</th>
            <th>What it is</th>
          </tr>
        </thead>
        <tbody>
          {metrics.slice(0, MOST_ROWS).map((metric) => (
            <Row key={metricKey(metric)} metric={metric} />
          ))}
        </tbody>
      </table>
      {metrics.length === 0 && <p className={table['nothing']}>None of the {count(of)} has that in it.</p>}
      {metrics.length > MOST_ROWS && (
        <p className={table['nothing']}>
          The first {count(MOST_ROWS)} of {count(metrics.length)}: type a part of a name to see others.
        </p>
      )}
    </ScrollArea>
  );
}

function Row({ metric }: { readonly metric: CustomMetric }) {
  const { name, help, type, labels, value } = metric;
  const words = labelWords(labels);
  return (
    <tr>
      <td className={`${css['cell']} mono`} title={name}>
        {name}
      </td>
      <td className={`${css['cell']} mono`} title={words}>
        {words}
      </td>
      <td className={table['number']} title={String(value)}>
        {metricValue(value)}
      </td>
      <td className="dim">{type}</td>
      <td className={css['help']}>{help}</td>
    </tr>
  );
}
