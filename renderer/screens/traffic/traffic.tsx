import { useEngine, useTraffic } from '../../store/stores.ts';
import { Attach } from './clients/attach.tsx';
import { Graph } from './graph/graph.tsx';
import { InFlight } from './in-flight.tsx';
import { Lists } from './lists.tsx';
import css from './traffic.module.css';

/** Who calls whom, how fast and how well; what is in flight, and what was. */
export function Traffic() {
  const traffic = useTraffic((state) => state.traffic);
  const live = useEngine((state) => state.connection === 'live');
  const empty = traffic !== null && traffic.flows.length === 0 && traffic.clients.length === 0;
  return (
    <div className={css['screen']}>
      <h2 className="visually-hidden">Traffic</h2>
      {traffic === null && live && <p className={css['waiting']}>Asking for the traffic…</p>}
      {empty && <Attach heading="No client is attached yet" />}
      {traffic !== null && !empty && <Graph traffic={traffic} />}
      {traffic !== null && (
        <div className={css['columns']}>
          <Lists />
          <InFlight />
        </div>
      )}
    </div>
  );
}
