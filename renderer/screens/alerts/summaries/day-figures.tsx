import type { DailySummary } from '#contract/incident.ts';
import { bytes, count, known, milliseconds, text, UNKNOWN } from '../../../format/quantity.ts';
import { share } from '../../../format/traffic-words.ts';
import table from '../../server/table.module.css';
import css from './summaries.module.css';

interface Props {
  readonly name: string;
  readonly servers: DailySummary['servers'];
}

const HEADS = ['There', 'Restarts', 'Requests', 'Errors', 'p95', 'Memory, peak', 'Alerts'];

/** A day by server. */
export function DayFigures({ name, servers }: Props) {
  return (
    <table className={`${table['table']} ${css['table']}`} aria-label={`Servers, ${name}`}>
      <thead>
        <tr>
          <th>Server</th>
          {HEADS.map((head) => (
            <th key={head} className={table['number']}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {servers.map((one) => (
          <tr key={one.server}>
            <td className={css['server']} title={one.server}>
              {one.server}
            </td>
            {figures(one).map((figure, index) => (
              <td key={HEADS[index]} className={table['number']}>
                {figure}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** In the order of the heads. */
function figures(one: DailySummary['servers'][number]): string[] {
  return [
    one.availability === null ? UNKNOWN : text(share(one.availability)),
    count(one.restarts),
    count(one.requests),
    count(one.errors),
    text(known(one.p95_ms, milliseconds)),
    text(known(one.memory_peak_bytes, bytes)),
    count(one.alerts),
  ];
}
