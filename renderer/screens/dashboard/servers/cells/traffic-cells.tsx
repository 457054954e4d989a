import type { ServerView } from '#contract/server.ts';
import type { ServerTraffic } from '#contract/traffic.ts';
import { known, milliseconds, text, UNKNOWN } from '../../../../format/quantity.ts';
import { BREAKER_LAMPS, BREAKER_WORDS, perSecond, share } from '../../../../format/traffic-words.ts';
import { useTraffic } from '../../../../store/stores.ts';
import { rateOf } from '../../../../store/traffic/sides.ts';
import css from '../servers.module.css';
import { UsageLine } from './usage-line.tsx';

/** A line of single requests stays low. */
const RATE_FLOOR = 1;
const asRate = (value: number): string => text(perSecond(value));

/** What clients asked of a server in the last minute: how often, how fast, how well. */
export function TrafficCells({ server: { name, traffic } }: { readonly server: ServerView }) {
  const rate = useTraffic((state) => rateOf(state.traffic, name));
  const { requests, p95_ms: p95, error_rate: errors } = traffic;
  return (
    <>
      <td className={css['rate']}>
        {requests === 0 ? UNKNOWN : text(known(rate, perSecond))}
        {requests > 0 && (
          <UsageLine name={name} figure="requests" floor={RATE_FLOOR} what="Requests" format={asRate} />
        )}
      </td>
      <td className={css['p95']}>{text(known(p95, milliseconds))}</td>
      <td className={css['errors']} data-some={errors !== null && errors > 0}>
        {text(known(errors, share))}
      </td>
    </>
  );
}

/** Says that calls to a server are held back. */
export function BreakerNote({ traffic }: { readonly traffic: ServerTraffic }) {
  const { breaker, breaker_reason: reason } = traffic;
  if (breaker === 'closed') return null;
  return (
    <p className={css['breaker']} data-lamp={BREAKER_LAMPS[breaker]} title={reason ?? undefined}>
      {BREAKER_WORDS[breaker]}
      {reason !== null && `: ${reason}`}
    </p>
  );
}
