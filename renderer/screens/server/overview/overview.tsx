import type { ServerView } from '#contract/server.ts';
import { History } from '../history/history.tsx';
import { Processes } from '../processes/processes.tsx';
import { Figures } from './figures.tsx';
import { Instances } from './instances.tsx';
import css from './overview.module.css';
import { UsageCharts } from './usage-charts.tsx';

/** What it does now and what happened to it. */
export function Overview({ server }: { readonly server: ServerView }) {
  const hasProcesses = server.location === 'local';
  return (
    <>
      <Figures server={server} />
      {hasProcesses && <UsageCharts server={server} />}
      <div className={css['columns']} data-alone={!hasProcesses}>
        <History name={server.name} pooled={server.instances.length > 0} />
        {hasProcesses && (
          <div className={css['column']}>
            {server.instances.length > 0 && <Instances instances={server.instances} />}
            <Processes pooled={server.instances.length > 0} />
          </div>
        )}
      </div>
    </>
  );
}
