import { useState } from 'react';
import css from './app.module.css';
import { AddServer } from './screens/adding/add-server.tsx';
import { Alerts } from './screens/alerts/alerts.tsx';
import { Compare } from './screens/compare/compare.tsx';
import { Configuration } from './screens/configuration/configuration.tsx';
import { Dashboard } from './screens/dashboard/dashboard.tsx';
import { Logs } from './screens/logs/logs.tsx';
import { Server } from './screens/server/server.tsx';
import { Settings } from './screens/settings/settings.tsx';
import { Traffic } from './screens/traffic/traffic.tsx';
import { CommandPalette } from './shell/command-palette.tsx';
import { ConnectionBanner } from './shell/connection-banner.tsx';
import { Header } from './shell/header.tsx';
import { Navigation } from './shell/navigation.tsx';
import { NoAccessPage } from './shell/no-access-page.tsx';
import type { Overlay } from './shell/overlay.ts';
import { Refusals } from './shell/refusals.tsx';
import { RestartAll } from './shell/restart-all.tsx';
import { useTitle } from './shell/use-title.ts';
import { useWindowKeys } from './shell/use-window-keys.ts';
import { useEngine, useStores, useView } from './store/stores.ts';
import type { Screen } from './store/view-store.ts';

const SCREENS: Record<Screen, () => React.ReactNode> = {
  dashboard: Dashboard,
  traffic: Traffic,
  logs: Logs,
  alerts: Alerts,
  configuration: Configuration,
  settings: Settings,
  server: Server,
  compare: Compare,
};

export function App() {
  useTitle();
  const connection = useEngine((state) => state.connection);
  const Screen = SCREENS[useView((state) => state.screen)];
  const { view } = useStores();
  const isAdding = useView((state) => state.isAdding);
  const [overlay, setOverlay] = useState<Overlay>('none');
  const close = (): void => setOverlay('none');
  useWindowKeys(
    () => setOverlay((open) => (open === 'palette' ? 'none' : 'palette')),
    (screen) => view.setState({ screen }),
  );
  if (connection === 'unauthorized') return <NoAccessPage why="refused" />;
  return (
    <div className={css['window']}>
      <Header onOverlay={setOverlay} />
      <Navigation />
      <main className={css['main']}>
        <ConnectionBanner />
        {connection === 'connecting' ? (
          <p className={css['waiting']}>Connecting to Signalbox…</p>
        ) : (
          <Screen />
        )}
      </main>
      <Refusals />
      <CommandPalette
        opened={overlay === 'palette'}
        onClose={close}
        onRestartAll={() => setOverlay('restart-all')}
      />
      <AddServer opened={isAdding} onClose={() => view.setState({ isAdding: false })} />
      <RestartAll opened={overlay === 'restart-all'} onClose={close} />
    </div>
  );
}
