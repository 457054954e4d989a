import { useEffect, useRef } from 'react';
import { Tabs, tabId } from '../../parts/tabs.tsx';
import { countNeeds } from '../../store/alerts/needs-somebody.ts';
import { serverNamed } from '../../store/engine-store.ts';
import { useEngine, useServerPage, useStores, useView } from '../../store/stores.ts';
import { AlertsOfServer } from '../alerts/of-server/alerts-of-server.tsx';
import { AlertBanner } from '../alerts/of-server/banner.tsx';
import { Configuration } from './configuration/configuration.tsx';
import { OwnMetrics } from './custom/own-metrics.tsx';
import { Gone } from './gone.tsx';
import { Head } from './head.tsx';
import { Health } from './health/health.tsx';
import { Overview } from './overview/overview.tsx';
import { Processes } from './processes/processes.tsx';
import { Request } from './request/request.tsx';
import css from './server.module.css';
import { serverTabs, shownTab } from './server-tabs.ts';
import { alertOfSituation } from './situation.ts';
import { SituationCard } from './situation-card.tsx';
import { Tools } from './tools/tools.tsx';
import { useServerKeys } from './use-server-keys.ts';

const PANEL = 'server-panel';

/** All about one server: what it is doing and why, its figures, processes and history, and how it is set up. */
export function Server() {
  const name = useView((state) => state.server);
  return name === null ? null : <Page key={name} name={name} />;
}

function Page({ name }: { readonly name: string }) {
  const { serverPage, view } = useStores();
  const chosen = useView((state) => state.serverTab);
  const settings = useServerPage((state) => state.detail?.settings ?? null);
  const server = useEngine((state) => serverNamed(state, name));
  const firing = useEngine(({ alerts }) => countNeeds(alerts.alerts, name));
  const told = useEngine((state) => alertOfSituation(serverNamed(state, name), state.alerts.alerts));
  useEffect(() => serverPage.open(name), [serverPage, name]);
  useServerKeys();
  if (server === undefined) return <Gone name={name} />;
  const tabs = serverTabs(server, settings, chosen, firing);
  const tab = shownTab(tabs, chosen);
  return (
    <div className={css['page']}>
      <Head server={server} />
      {/* The tab of alerts has them all, with their buttons. */}
      <SituationCard server={server} alert={tab === 'alerts' ? null : told} />
      {tab !== 'alerts' && <AlertBanner name={name} told={told?.id ?? null} />}
      <Tabs
        label={`About ${name}`}
        tabs={tabs}
        chosen={tab}
        panel={PANEL}
        onChoose={(serverTab) => view.setState({ serverTab })}
      />
      <Panel tab={tab}>
        <Problem />
        {tab === 'overview' && <Overview server={server} />}
        {tab === 'health' && <Health server={server} />}
        {tab === 'alerts' && <AlertsOfServer name={name} />}
        {tab === 'processes' && <Processes server={server} />}
        {tab === 'metrics' && <OwnMetrics name={name} />}
        {tab === 'tools' && <Tools server={server} />}
        {tab === 'configuration' && <Configuration server={server} />}
        {tab === 'request' && <Request server={server} />}
      </Panel>
    </div>
  );
}

function Panel({ tab, children }: { readonly tab: string; readonly children: React.ReactNode }) {
  const panel = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab begins at its top
  useEffect(() => {
    // Newer browsers answer with a promise, which is no clean-up.
    panel.current?.scrollTo({ top: 0 });
  }, [tab]);
  return (
    <div
      ref={panel}
      id={PANEL}
      className={css['panel']}
      role="tabpanel"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-labelledby={tabId(PANEL, tab)}
    >
      {children}
    </div>
  );
}

/** Says that the details are not all or not current; the connection has its own banner. */
function Problem() {
  const problem = useServerPage((state) => state.problem);
  const live = useEngine((state) => state.connection === 'live');
  return (
    <div role="alert" className={css['place']}>
      {problem !== null && live && <p className={css['problem']}>The details can’t be shown: {problem}</p>}
    </div>
  );
}
