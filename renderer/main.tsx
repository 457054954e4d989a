import './theme/styles.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { NoAccessPage } from './shell/no-access-page.tsx';
import { guardLeaving } from './store/configuration/guard-leaving.ts';
import { openBridge } from './store/open-bridge.ts';
import { openStorage } from './store/open-storage.ts';
import { createStores, StoresContext } from './store/stores.ts';
import { createViewStore } from './store/view-store.ts';
import { followAddress } from './store/visits.ts';
import { Theming } from './theme/theming.tsx';

const place = document.getElementById('root');
if (place === null) throw new Error('index.html has no #root.');
const root = createRoot(place);

const view = createViewStore(openStorage(() => window.localStorage));
const bridge = openBridge(window);
if (bridge === null) {
  root.render(
    <StrictMode>
      <Theming view={view}>
        <NoAccessPage why="missing" />
      </Theming>
    </StrictMode>,
  );
} else {
  const stores = createStores(bridge, view);
  // For the life of the page: nothing ends it but the page itself.
  stores.engine.follow();
  stores.traffic.follow();
  stores.preferences.follow();
  followAddress(window, stores);
  // The desktop's window is hidden when it is closed, and a question would hold up a quit.
  if (!('signalbox' in window)) guardLeaving(window, stores.editor);
  root.render(
    <StrictMode>
      <StoresContext value={stores}>
        <Theming view={view}>
          <App />
        </Theming>
      </StoresContext>
    </StrictMode>,
  );
}
