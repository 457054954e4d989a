import { useEffect } from 'react';
import { Button } from '../../../parts/button.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import { useAdding, useEngine, useStores, useView } from '../../../store/stores.ts';
import css from './notes.module.css';

/** To somebody who has only just begun: what their AI clients have can be taken over. */
export function ClientsOffer() {
  const { adding, view } = useStores();
  const declined = useView((state) => state.isOfferDeclined);
  const live = useEngine((state) => state.connection === 'live');
  const revision = useEngine((state) => state.configuration?.revision);
  const offer = useAdding((state) => state.offer);
  useEffect(() => {
    // What was changed meanwhile may have been the first change.
    if (live && !declined && revision !== undefined) void adding.lookForOffer();
  }, [adding, live, declined, revision]);
  if (declined || offer.length === 0) return null;
  const count = offer.flatMap(({ servers }) => servers).filter(({ here }) => here === 'new').length;
  const titles = [...new Set(offer.map(({ title }) => title))];
  return (
    <section className={css['offer']} aria-label="Servers of your AI clients">
      <Lamp lamp="info" label={null} />
      <p>
        {titles.join(', ')} {titles.length === 1 ? 'has' : 'have'}{' '}
        {count === 1 ? 'a server' : `${count} servers`} that {count === 1 ? 'is' : 'are'} not here yet.
      </p>
      <Button onClick={() => view.setState({ isAdding: true, addingWay: 'clients' })}>
        Import from your AI clients
      </Button>
      <Button look="quiet" onClick={() => view.setState({ isOfferDeclined: true })}>
        Not now
      </Button>
    </section>
  );
}
