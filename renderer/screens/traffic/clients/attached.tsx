import type { ClientView } from '#contract/traffic.ts';
import { formatAge } from '../../../format/duration.ts';
import { fullDate } from '../../../format/moment.ts';
import { count } from '../../../format/quantity.ts';
import { TRANSPORT_WORDS } from '../../../format/traffic-words.ts';
import { useNow } from '../../../parts/use-now.ts';
import { useTraffic } from '../../../store/stores.ts';
import css from './clients.module.css';

const NONE: readonly ClientView[] = [];

/** The clients that are attached now, one row for each session. */
export function Attached() {
  const clients = useTraffic((state) => state.traffic?.clients ?? NONE);
  return (
    <section aria-label="Attached now">
      <h3 className={css['heading']}>
        Attached now <span className="faint">{count(clients.length)}</span>
      </h3>
      {clients.length === 0 ? (
        <p className="dim">No client is attached.</p>
      ) : (
        <div className={css['wide']}>
          <table className={css['table']}>
            <thead>
              <tr>
                <th>Client</th>
                <th>Revision</th>
                <th>Way</th>
                <th>Server</th>
                <th className={css['number']}>Requests</th>
                <th className={css['number']}>Errors</th>
                <th className={css['number']}>In flight</th>
                <th className={css['number']}>Since</th>
              </tr>
            </thead>
            <tbody>
              {clients.map((client) => (
                <Row key={client.id} client={client} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Row({ client }: { readonly client: ClientView }) {
  const { id, name, version, token, era, protocol_version: revision, transport, server, since } = client;
  return (
    <tr title={`Session ${id}`}>
      <td>
        {name} <span className="dim">{version}</span>
      </td>
      <td>
        {revision} <span className="dim">{era}</span>
      </td>
      <td>
        {TRANSPORT_WORDS[transport]}
        {token !== null && <span className="dim"> by {token}</span>}
      </td>
      <td>{server ?? 'all'}</td>
      <td className={css['number']}>{count(client.requests)}</td>
      <td className={css['number']}>{count(client.errors)}</td>
      <td className={css['number']}>{count(client.in_flight)}</td>
      <td className={css['number']} title={fullDate(since)}>
        <Age since={since} />
      </td>
    </tr>
  );
}

/** Alone, so that a second that passes draws one word. */
function Age({ since }: { readonly since: string }) {
  return formatAge((useNow() - Date.parse(since)) / 1000);
}
