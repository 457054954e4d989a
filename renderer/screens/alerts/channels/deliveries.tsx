import type { Delivery } from '#contract/alert-channel.ts';
import type { Lamp as LampKind } from '#contract/server-state.ts';
import { Box } from '../../../parts/box.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import { useChannels } from '../../../store/stores.ts';
import { When } from '../../server/history/when.tsx';
import table from '../../server/table.module.css';
import css from './channels.module.css';

const STATES: Readonly<Record<Delivery['state'], readonly [LampKind, string]>> = {
  waiting: ['info', 'waiting'],
  sent: ['ok', 'sent'],
  dead: ['bad', 'given up'],
};

/** What waits to be sent, what was given up, and the last that was sent. */
export function Deliveries() {
  const deliveries = useChannels((state) => state.deliveries);
  const isKnown = useChannels((state) => state.channels !== null);
  return (
    <Box heading="Messages">
      {isKnown && deliveries.length === 0 && (
        <p className={table['nothing']}>
          Nothing was sent yet. What the desktop shows is not listed: only its newest matters.
        </p>
      )}
      {deliveries.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className={css['messages']} aria-label="Messages, newest first" tabIndex={0}>
          <table className={table['table']}>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Channel</th>
                <th scope="col">Message</th>
                <th scope="col">State</th>
                <th scope="col" className={table['number']}>
                  Tries
                </th>
              </tr>
            </thead>
            <tbody>
              {deliveries.map((delivery) => (
                <Row key={`${delivery.id} ${delivery.channel}`} delivery={delivery} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Box>
  );
}

function Row({ delivery }: { readonly delivery: Delivery }) {
  const { channel, created_at: at, title, state, attempts, next_try_at: next, error } = delivery;
  const [lamp, words] = STATES[state];
  return (
    <tr>
      <td>
        <When at={at} />
      </td>
      <td>{channel}</td>
      <td className={css['message']}>
        {title}
        {error !== null && <span className={state === 'dead' ? css['bad'] : css['warn']}> · {error}</span>}
      </td>
      <td>
        <span className={table['state']}>
          <Lamp lamp={lamp} label={null} />
          <span>
            {words}
            {state === 'waiting' && next !== null && (
              <span className="dim">
                , next try <When at={next} />
              </span>
            )}
          </span>
        </span>
      </td>
      <td className={table['number']}>{attempts}</td>
    </tr>
  );
}
