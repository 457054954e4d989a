import { Tabs, tabId } from '../../parts/tabs.tsx';
import { useStores, useView } from '../../store/stores.ts';
import type { TrafficTab } from '../../store/view-store.ts';
import { Clients } from './clients/clients.tsx';
import { Latencies } from './latencies/latencies.tsx';
import { Requests } from './requests/requests.tsx';
import css from './traffic.module.css';

const TABS: readonly { readonly name: TrafficTab; readonly words: string }[] = [
  { name: 'requests', words: 'Last requests' },
  { name: 'latencies', words: 'Latency by tool' },
  { name: 'clients', words: 'Clients' },
];
const PANEL = 'traffic-panel';

/** The lists under the drawing, of which one is shown. */
export function Lists() {
  const { view } = useStores();
  const tab = useView((state) => state.trafficTab);
  return (
    <section className={css['box']} aria-label="Lists">
      <Tabs
        label="Lists"
        tabs={TABS}
        chosen={tab}
        panel={PANEL}
        onChoose={(trafficTab) => view.setState({ trafficTab })}
      />
      <div id={PANEL} className={css['panel']} role="tabpanel" aria-labelledby={tabId(PANEL, tab)}>
        {tab === 'requests' && <Requests />}
        {tab === 'latencies' && <Latencies />}
        {tab === 'clients' && <Clients />}
      </div>
    </section>
  );
}
