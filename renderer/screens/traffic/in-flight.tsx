import type { RequestInFlight } from '#contract/traffic.ts';
import { formatDuration } from '../../format/duration.ts';
import { count } from '../../format/quantity.ts';
import { Box } from '../../parts/box.tsx';
import { Button } from '../../parts/button.tsx';
import { ScrollArea } from '../../parts/scroll-area.tsx';
import { useNow } from '../../parts/use-now.ts';
import { useEngine, useStores, useTraffic } from '../../store/stores.ts';
import css from './in-flight.module.css';

const NONE: readonly RequestInFlight[] = [];

/** What is being worked on now, longest first, with a way to end it. */
export function InFlight() {
  const requests = useTraffic((state) => state.traffic?.in_flight ?? NONE);
  const told = useTraffic((state) => state.told);
  return (
    <Box heading="In flight" aside={<span className="faint">{count(requests.length)}</span>}>
      <ScrollArea label="Requests in flight">
        {requests.length === 0 && <p className={css['nothing']}>Nothing is in flight.</p>}
        <ol className={css['list']}>
          {requests.map((request) => (
            <Entry key={request.seq} request={request} />
          ))}
        </ol>
      </ScrollArea>
      <p className={css['told']} role="status">
        {told}
      </p>
    </Box>
  );
}

function Entry({ request }: { readonly request: RequestInFlight }) {
  const { traffic } = useStores();
  const { seq, client, server, method, target, since, queued, progress } = request;
  const connected = useEngine((state) => state.connection === 'live');
  const cancelling = useTraffic((state) => state.cancelling.has(seq));
  const what = target ?? method;
  return (
    <li className={css['entry']}>
      <p className={css['what']} title={`${method}${target === null ? '' : ` ${target}`}`}>
        <b className="mono">{what}</b>
        <span className={css['elapsed']}>
          <Elapsed since={since} />
        </span>
      </p>
      <p className={css['who']}>
        <span title={`${client} → ${server}`}>
          {client} → {server}
          {queued && ', waits for its turn'}
        </span>
        <Button
          className={css['cancel'] ?? ''}
          aria-label={`Cancel ${what} of ${client}`}
          why={cancelling ? 'Being cancelled' : connected ? null : 'Not connected to Signalbox'}
          onClick={() => void traffic.cancel(seq)}
        >
          Cancel
        </Button>
      </p>
      {progress !== null && <Progress what={what} progress={progress} />}
    </li>
  );
}

/** Alone, so that a second that passes draws one word. */
function Elapsed({ since }: { readonly since: string }) {
  return formatDuration((useNow() - Date.parse(since)) / 1000);
}

interface ProgressProps {
  readonly what: string;
  readonly progress: NonNullable<RequestInFlight['progress']>;
}

function Progress({ what, progress: { progress, total, message } }: ProgressProps) {
  return (
    <div className={css['progress']}>
      {total !== null && total > 0 ? (
        <progress aria-label={`Progress of ${what}`} max={total} value={Math.min(progress, total)} />
      ) : (
        <progress aria-label={`Progress of ${what}`} />
      )}
      <span className={css['message']} title={message ?? undefined}>
        {total === null ? count(progress) : `${count(progress)} of ${count(total)}`}
        {message !== null && ` · ${message}`}
      </span>
    </div>
  );
}
