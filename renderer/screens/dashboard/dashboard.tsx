import { useEngine } from '../../store/stores.ts';
import { RollbackOffers } from '../configuration/notes/rollback-offers.tsx';
import css from './dashboard.module.css';
import { Figures } from './figures.tsx';
import { ClientsOffer } from './notes/clients-offer.tsx';
import { ConfigurationBanner } from './notes/configuration-banner.tsx';
import { ConfigurationRemarks } from './notes/configuration-remarks.tsx';
import { HostTrouble, HostWell, useVerdicts } from './notes/host-note.tsx';
import { NoServers } from './notes/no-servers.tsx';
import { Register } from './register/register.tsx';
import { Servers } from './servers/servers.tsx';

/** All servers at a glance: figures, the table, and the register beside it. */
export function Dashboard() {
  const empty = useEngine((state) => state.order.length === 0);
  useVerdicts();
  return (
    <>
      <h2 className="visually-hidden">Dashboard</h2>
      <ConfigurationBanner />
      <RollbackOffers />
      <ClientsOffer />
      <HostTrouble />
      <Figures />
      <div className={css['columns']}>
        {empty ? <NoServers /> : <Servers />}
        <Register />
      </div>
      <ConfigurationRemarks />
      <HostWell />
    </>
  );
}
