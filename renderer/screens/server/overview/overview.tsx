import type { ServerView } from '#contract/server.ts';
import { History } from '../history/history.tsx';
import { Figures } from './figures.tsx';
import css from './overview.module.css';
import { ServerCharts } from './server-charts.tsx';

/** What it does now, what it did, and what happened to it. */
export function Overview({ server }: { readonly server: ServerView }) {
  return (
    <>
      <Figures server={server} />
      <ServerCharts server={server} />
      <div className={css['history']}>
        <History name={server.name} pooled={server.instances.length > 0} />
      </div>
    </>
  );
}
