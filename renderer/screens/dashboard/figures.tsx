import { bytes, count, known, percent, type Quantity, text, UNKNOWN } from '../../format/quantity.ts';
import { perSecond } from '../../format/traffic-words.ts';
import { useEngine, useTraffic } from '../../store/stores.ts';
import css from './dashboard.module.css';
import { lowestScore, totalRate } from './sums.ts';

/** The figures over the table: each a sum over all servers, or the one to look at. */
export function Figures() {
  const overview = useEngine((state) => state.overview);
  const servers = useEngine((state) => state.servers);
  const processors = useEngine((state) => state.engine?.processors ?? 1);
  const rate = useTraffic((state) => totalRate(state.traffic));
  if (overview === null) return null;
  const { attention, ready, total, processes } = overview;
  const lowest = lowestScore(Object.values(servers));
  return (
    <dl className={css['figures']}>
      <Figure name="Servers ready" quantity={{ value: String(ready), unit: `of ${total}` }} />
      <Figure
        name="Need attention"
        quantity={{ value: String(attention.length), unit: attention.join(', ') }}
        lamp={attention.length > 0 ? overview.lamp : undefined}
        hint={attention.join(', ')}
      />
      <Figure
        name="Lowest score"
        quantity={
          lowest === null
            ? null
            : { value: String(lowest.score), unit: lowest.score === 100 ? 'of 100' : lowest.name }
        }
        lamp={lowest?.lamp}
        hint={
          lowest === null ? 'There is no evidence on any server yet' : 'Health of the server that does worst'
        }
      />
      <Figure
        name="Requests"
        quantity={known(rate, perSecond)}
        hint="Of all clients to all servers, in the last minute"
      />
      <Figure
        name="CPU, all trees"
        quantity={known(overview.cpu_percent, percent)}
        more={machineShare(overview.cpu_percent, processors)}
        hint={`Per cent of one core; the machine has ${processors}`}
      />
      <Figure
        name="Memory, all trees"
        quantity={known(overview.memory_bytes, bytes)}
        hint="Resident: pages that processes share count once for each"
      />
      <Figure
        name="Processes"
        quantity={known(processes, (value) => ({ value: count(value), unit: '' }))}
        hint="In the trees of all servers"
      />
    </dl>
  );
}

interface Props {
  readonly name: string;
  readonly quantity: Quantity | null;
  readonly lamp?: string | undefined;
  readonly hint?: string;
  /** A second figure behind the first, smaller. */
  readonly more?: string;
}

/** The same CPU as a share of all of the machine. */
function machineShare(cpuPercent: number | null, processors: number): string {
  return cpuPercent === null ? '' : `· ${text(percent(cpuPercent / processors))} of all`;
}

function Figure({ name, quantity, lamp, hint, more = '' }: Props) {
  return (
    <div className={css['figure']} data-lamp={lamp} title={hint === '' ? undefined : hint}>
      <dt>{name}</dt>
      <dd>
        {quantity?.value ?? UNKNOWN}
        <small>{[quantity?.unit, more].filter(Boolean).join(' ')}</small>
      </dd>
    </div>
  );
}
