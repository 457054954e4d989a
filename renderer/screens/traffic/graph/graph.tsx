import { useMemo, useState } from 'react';
import type { Traffic } from '#contract/traffic.ts';
import { Box } from '../../../parts/box.tsx';
import { useEngine, useStores } from '../../../store/stores.ts';
import { clientGroups, sortServers } from '../../../store/traffic/sides.ts';
import { ClientCard, ServerCard } from './cards.tsx';
import { flowWords } from './flow-words.ts';
import css from './graph.module.css';
import { layOut, type PlacedFlow } from './lay-out.ts';
import { Lines } from './lines.tsx';
import type { Pointed } from './pointed.ts';

/** Clients left, servers right, and who calls whom between them. */
export function Graph({ traffic }: { readonly traffic: Traffic }) {
  const { requests, view } = useStores();
  const order = useEngine((state) => state.order);
  const groups = useMemo(() => clientGroups(traffic), [traffic]);
  const { drawn, quiet } = useMemo(() => sortServers(order, traffic), [order, traffic]);
  const graph = useMemo(
    () =>
      layOut(
        groups.map(({ name }) => name),
        drawn,
        traffic.flows,
      ),
    [groups, drawn, traffic],
  );
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const shown = graph.flows.find(
    ({ flow }) => pointed?.client === flow.client && pointed.server === flow.server,
  );
  const showRequests = (part: Pointed): void => {
    requests.choose({ client: part.client ?? '', server: part.server ?? '' });
    view.setState({ trafficTab: 'requests' });
  };
  return (
    <Box
      heading="Who calls what"
      aside={<span className="faint">wider: more requests · dashed: with errors</span>}
      className={css['box'] ?? ''}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={css['scroll']} aria-label="Clients and servers" tabIndex={0}>
        <div className={css['graph']} style={{ height: graph.height }}>
          <ul className={css['side']} aria-label="Clients">
            {groups.map((group, index) => (
              <ClientCard
                key={group.name}
                group={group}
                top={graph.clients[index]?.top ?? 0}
                onPoint={setPointed}
                onShow={() => showRequests({ client: group.name, server: null })}
              />
            ))}
          </ul>
          <div className={css['middle']}>
            <Lines graph={graph} pointed={pointed} onPoint={setPointed} onShow={showRequests} />
            {shown !== undefined && <Label placed={shown} />}
          </div>
          <ul className={css['side']} aria-label="Servers">
            {graph.servers.map(({ name, top }) => (
              <ServerCard
                key={name}
                name={name}
                top={top}
                traffic={traffic.servers.find(({ server }) => server === name)}
                rate={traffic.flows.reduce(
                  (sum, flow) => (flow.server === name ? sum + flow.requests_per_second : sum),
                  0,
                )}
                onPoint={setPointed}
              />
            ))}
          </ul>
        </div>
        {quiet.length > 0 && <p className={css['quiet']}>Not asked yet: {quiet.join(', ')}</p>}
      </section>
    </Box>
  );
}

function Label({ placed: { flow, look, fromY, toY } }: { readonly placed: PlacedFlow }) {
  return (
    <p className={css['label']} data-look={look} style={{ top: (fromY + toY) / 2 }} aria-hidden="true">
      {flow.client} → {flow.server}
      <b>{flowWords(flow)}</b>
    </p>
  );
}
