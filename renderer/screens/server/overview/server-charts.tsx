import { useMemo } from 'react';
import type { LimitView } from '#contract/limit.ts';
import type { ServerView } from '#contract/server.ts';
import { serverCharts } from '../../charts/chart-lists.ts';
import { Charts } from '../../charts/charts.tsx';
import { CompareWith } from './compare-with.tsx';

/** The charts of one server, with the limits that are set. */
export function ServerCharts({ server }: { readonly server: ServerView }) {
  const { name, location, limits } = server;
  const isLocal = location === 'local';
  const servers = useMemo(() => [name], [name]);
  const charts = useMemo(() => serverCharts(name, isLocal), [name, isLocal]);
  // The same array until a limit changes: a chart is drawn anew only when it has to be.
  const key = JSON.stringify(limits);
  const kept = useMemo(() => JSON.parse(key) as LimitView[], [key]);
  return (
    <Charts servers={servers} charts={charts} limits={kept}>
      <CompareWith name={name} />
    </Charts>
  );
}
