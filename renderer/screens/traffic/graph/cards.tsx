import type { ServerTraffic } from '#contract/traffic.ts';
import { formatCountdown } from '../../../format/duration.ts';
import { count, known, milliseconds, text } from '../../../format/quantity.ts';
import { BREAKER_LAMPS, BREAKER_WORDS, perSecond } from '../../../format/traffic-words.ts';
import { Lamp } from '../../../parts/lamp.tsx';
import { useNow } from '../../../parts/use-now.ts';
import { serverNamed } from '../../../store/engine-store.ts';
import { serverHash } from '../../../store/place.ts';
import { useEngine } from '../../../store/stores.ts';
import type { ClientGroup } from '../../../store/traffic/sides.ts';
import css from './graph.module.css';
import { CARD_PX } from './lay-out.ts';
import type { Pointed } from './pointed.ts';

/** As the engine calls its own window and command line. */
const OWN_NAME = 'Signalbox';

interface ClientProps {
  readonly group: ClientGroup;
  readonly top: number;
  readonly onPoint: (pointed: Pointed | null) => void;
  readonly onShow: () => void;
}

/** A program that calls, with all its sessions. */
export function ClientCard({ group, top, onPoint, onShow }: ClientProps) {
  const { name, inFlight, requests, requestsPerSecond } = group;
  const point = (): void => onPoint({ client: name, server: null });
  return (
    <li className={css['card']} style={{ top, height: CARD_PX }}>
      <button
        type="button"
        className={css['inside']}
        title={`${name}\n${sessionWords(group)}\nShow its requests`}
        onClick={onShow}
        onFocus={point}
        onBlur={() => onPoint(null)}
        onMouseEnter={point}
        onMouseLeave={() => onPoint(null)}
      >
        <span className={css['first']}>
          <b>{name}</b>
          <span className={css['figure']}>{text(perSecond(requestsPerSecond))}</span>
        </span>
        <span className={css['second']}>
          <span className={css['words']}>{sessionWords(group)}</span>
          <span className={css['figure']}>
            {inFlight > 0 ? `${count(inFlight)} in flight` : `${count(requests)} asked`}
          </span>
        </span>
      </button>
    </li>
  );
}

/** "2025-11-25 · HTTP", "2 sessions · 2025-06-18, 2026-07-28". */
function sessionWords({ name, sessions }: ClientGroup): string {
  if (sessions.length === 0) return name === OWN_NAME ? 'by hand' : 'not attached now';
  const revisions = [...new Set(sessions.map(({ protocol_version: revision }) => revision))].sort();
  return [sessions.length === 1 ? null : `${sessions.length} sessions`, revisions.join(', ')]
    .filter((part) => part !== null)
    .join(' · ');
}

interface ServerProps {
  readonly name: string;
  readonly top: number;
  readonly traffic: ServerTraffic | undefined;
  /** Requests a second. */
  readonly rate: number;
  readonly onPoint: (pointed: Pointed | null) => void;
}

/** A server that is called; leads to its page. */
export function ServerCard({ name, top, traffic, rate, onPoint }: ServerProps) {
  const server = useEngine((state) => serverNamed(state, name));
  const point = (): void => onPoint({ client: null, server: name });
  const isClosed = (traffic?.breaker ?? 'closed') === 'closed';
  const inside = (
    <>
      <span className={css['first']}>
        {server !== undefined && <Lamp lamp={server.lamp} />}
        <b>{name}</b>
        <span className={css['figure']}>{text(perSecond(rate))}</span>
      </span>
      <span className={css['second']}>
        {traffic !== undefined && !isClosed ? (
          <Breaker traffic={traffic} />
        ) : (
          <span className={css['words']}>{traffic === undefined ? '' : shareWords(traffic)}</span>
        )}
        <span className={css['figure']}>
          {traffic !== undefined && `p95 ${text(known(traffic.p95_ms, milliseconds))}`}
        </span>
      </span>
    </>
  );
  return (
    <li className={css['card']} style={{ top, height: CARD_PX }}>
      {server === undefined ? (
        // Signalbox's own tools, or one that was taken out of the configuration: there is no page of it.
        <div className={css['inside']}>{inside}</div>
      ) : (
        <a
          className={css['inside']}
          href={serverHash(name)}
          title={titleOf(name, traffic)}
          onFocus={point}
          onBlur={() => onPoint(null)}
          onMouseEnter={point}
          onMouseLeave={() => onPoint(null)}
        >
          {inside}
        </a>
      )}
    </li>
  );
}

function Breaker({ traffic }: { readonly traffic: ServerTraffic }) {
  const nowMs = useNow();
  const { breaker, breaker_trial_at: trialAt } = traffic;
  const leftMs = trialAt === null ? 0 : Date.parse(trialAt) - nowMs;
  return (
    <span className={css['breaker']} data-lamp={BREAKER_LAMPS[breaker]}>
      {BREAKER_WORDS[breaker]}
      {leftMs > 0 && `, trial in ${formatCountdown(leftMs)}`}
    </span>
  );
}

function shareWords({ share, share_reason: reason }: ServerTraffic): string {
  return `${share === 'one' ? 'shared' : 'one each'}: ${reason}`;
}

function titleOf(name: string, traffic: ServerTraffic | undefined): string {
  if (traffic === undefined) return name;
  return [name, traffic.breaker_reason, shareWords(traffic)].filter((part) => part !== null).join('\n');
}
