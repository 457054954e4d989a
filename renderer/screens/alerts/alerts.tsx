import { useEffect, useRef } from 'react';
import { type Tab, Tabs, tabId } from '../../parts/tabs.tsx';
import { countNeeds } from '../../store/alerts/needs-somebody.ts';
import { useEngine, useStores, useView } from '../../store/stores.ts';
import type { AlertsTab } from '../../store/view-store.ts';
import css from './alerts.module.css';
import { ChannelsTab } from './channels/channels-tab.tsx';
import { Head } from './head.tsx';
import { History } from './history/history.tsx';
import { Incidents } from './incidents/incidents.tsx';
import { Now } from './now/now.tsx';
import { RulesTab } from './rules/rules-tab.tsx';
import { Silences } from './silences/silences.tsx';
import { Summaries } from './summaries/summaries.tsx';

const PANEL = 'alerts-panel';

/** What is wrong, what was, and who is told of it. */
export function Alerts() {
  const { view } = useStores();
  const tab = useView((state) => state.alertsTab);
  const firing = useEngine(({ alerts }) => countNeeds(alerts.alerts));
  const tabs: Tab<AlertsTab>[] = [
    { name: 'now', words: 'Now', count: firing === 0 ? null : String(firing) },
    { name: 'history', words: 'History' },
    { name: 'incidents', words: 'Incidents' },
    { name: 'summaries', words: 'Days' },
    { name: 'rules', words: 'Rules' },
    { name: 'channels', words: 'Channels' },
    { name: 'silences', words: 'Silences' },
  ];
  return (
    <div className={css['screen']}>
      <Head />
      <Tabs
        label="Parts of Alerts"
        tabs={tabs}
        chosen={tab}
        panel={PANEL}
        onChoose={(alertsTab) => view.setState({ alertsTab, incident: null })}
      />
      <Panel tab={tab}>
        {tab === 'now' && <Now />}
        {tab === 'history' && <History />}
        {tab === 'incidents' && <Incidents />}
        {tab === 'summaries' && <Summaries />}
        {tab === 'rules' && <RulesTab />}
        {tab === 'channels' && <ChannelsTab />}
        {tab === 'silences' && <Silences />}
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
