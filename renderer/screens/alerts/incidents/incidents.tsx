import { useEffect } from 'react';
import type { Incident } from '#contract/incident.ts';
import { ALERT_LAMPS, alertCount, causeWords } from '../../../format/alert-words.ts';
import { Box } from '../../../parts/box.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import { ScrollArea } from '../../../parts/scroll-area.tsx';
import { alertsHash } from '../../../store/place.ts';
import { useEngine, useIncidents, useStores, useView } from '../../../store/stores.ts';
import { When } from '../../server/history/when.tsx';
import table from '../../server/table.module.css';
import { IncidentPage } from './incident-page.tsx';
import css from './incidents.module.css';
import { Lasted } from './lasted.tsx';

/** Troubles, each with all that belongs to it: their list, or one of them. */
export function Incidents() {
  const { incidents } = useStores();
  const chosen = useView((state) => state.incident);
  useEffect(() => incidents.open(chosen), [incidents, chosen]);
  const problem = useIncidents((state) => state.problem);
  const live = useEngine((state) => state.connection === 'live');
  return (
    <>
      <p role="alert" className={css['problem']}>
        {problem !== null && live && `The incidents can’t be shown: ${problem}`}
      </p>
      {chosen === null ? <List /> : <IncidentPage key={chosen} />}
    </>
  );
}

function List() {
  const incidents = useIncidents((state) => state.incidents);
  return (
    <Box
      heading="Incidents"
      className={css['box'] ?? ''}
      aside={<span className="faint">alerts of one trouble, joined by server, cause and time</span>}
    >
      <ScrollArea label="Incidents that there were">
        {incidents?.length === 0 && <p className={table['nothing']}>There was no incident yet.</p>}
        {incidents !== null && incidents.length > 0 && (
          <table className={`${table['table']} ${css['table']}`}>
            <thead>
              <tr>
                <th className={css['when']}>Began</th>
                <th>Incident</th>
                <th className={css['lasted']}>Lasted</th>
                <th className={css['servers']}>Servers</th>
                <th className={css['count']}>Alerts</th>
              </tr>
            </thead>
            <tbody>
              {incidents.map((incident) => (
                <Row key={incident.id} incident={incident} />
              ))}
            </tbody>
          </table>
        )}
      </ScrollArea>
    </Box>
  );
}

function Row({ incident }: { readonly incident: Incident }) {
  const { id, opened_at: opened, severity, title, cause, servers, alerts, notifications } = incident;
  return (
    <tr data-incident={id}>
      <td className={css['when']}>
        <When at={opened} />
      </td>
      <td>
        <span className={css['title']}>
          <Lamp lamp={ALERT_LAMPS[severity]} label={severity} />
          <span>
            <a href={alertsHash('incidents', id)}>{title}</a>
            {cause !== null && <span className="dim"> {causeWords(cause)}</span>}
          </span>
        </span>
      </td>
      <td className={css['lasted']}>
        <Lasted incident={incident} />
      </td>
      <td className={css['servers']} title={servers.join(', ')}>
        {servers.join(', ')}
      </td>
      <td className={css['count']} title={`${alertCount(alerts.length)}, ${notifications} told`}>
        {alerts.length}
      </td>
    </tr>
  );
}
