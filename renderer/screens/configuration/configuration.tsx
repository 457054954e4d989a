import { type Tab, Tabs, tabId } from '../../parts/tabs.tsx';
import { useStores, useView } from '../../store/stores.ts';
import type { ConfigurationTab } from '../../store/view-store.ts';
import css from './configuration.module.css';
import { EditTab } from './edit/edit-tab.tsx';
import { HistoryTab } from './history/history-tab.tsx';
import { SecretsTab } from './secrets/secrets-tab.tsx';
import { SettingsTab } from './settings/settings-tab.tsx';

const PANEL = 'configuration-panel';

const TABS: readonly Tab<ConfigurationTab>[] = [
  { name: 'edit', words: 'Edit' },
  { name: 'settings', words: 'In force' },
  { name: 'secrets', words: 'Secrets' },
  { name: 'history', words: 'History' },
];

/** The configuration file: its text and a form of it, what applying it does, its secrets and its history. */
export function Configuration() {
  const { view } = useStores();
  const tab = useView((state) => state.configurationTab);
  return (
    <div className={css['screen']}>
      <Tabs
        label="Parts of Configuration"
        tabs={TABS}
        chosen={tab}
        panel={PANEL}
        onChoose={(configurationTab) => view.setState({ configurationTab })}
      />
      <div id={PANEL} className={css['panel']} role="tabpanel" aria-labelledby={tabId(PANEL, tab)}>
        {tab === 'edit' && <EditTab />}
        {tab === 'settings' && <SettingsTab />}
        {tab === 'history' && <HistoryTab />}
        {tab === 'secrets' && <SecretsTab />}
      </div>
    </div>
  );
}
