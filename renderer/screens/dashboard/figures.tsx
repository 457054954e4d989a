import { clockTime } from '../../format/moment.ts';
import { bytes, known, milliseconds, percent, type Quantity, UNKNOWN } from '../../format/quantity.ts';
import { useEngine } from '../../store/stores.ts';
import css from './dashboard.module.css';
import { median, totalRestarts } from './sums.ts';

/** The six figures over the table. */
export function Figures() {
  const overview = useEngine((state) => state.overview);
  const engine = useEngine((state) => state.engine);
  const servers = useEngine((state) => state.servers);
  if (overview === null || engine === null) return null;
  const views = Object.values(servers);
  const { attention, ready, total, processes } = overview;
  const probes = views.flatMap((view) => view.probe_ms ?? []);
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
        name="Restarts after a fault"
        quantity={{
          value: String(totalRestarts(views)),
          unit: `since ${clockTime(engine.started_at).slice(0, 5)}`,
        }}
      />
      <Figure
        name="Memory, all trees"
        quantity={known(overview.memory_bytes, bytes)}
        hint={processes === null ? '' : `${processes === 1 ? '1 process' : `${processes} processes`}`}
      />
      <Figure
        name="CPU, all trees"
        quantity={known(overview.cpu_percent, percent)}
        hint="Per cent of one core"
      />
      <Figure
        name="Probe, median"
        quantity={known(median(probes), milliseconds)}
        hint="Round trip of the liveness probe"
      />
    </dl>
  );
}

interface Props {
  readonly name: string;
  readonly quantity: Quantity | null;
  readonly lamp?: string | undefined;
  readonly hint?: string;
}

function Figure({ name, quantity, lamp, hint }: Props) {
  return (
    <div className={css['figure']} data-lamp={lamp} title={hint === '' ? undefined : hint}>
      <dt>{name}</dt>
      <dd>
        {quantity?.value ?? UNKNOWN}
        <small>{quantity?.unit}</small>
      </dd>
    </div>
  );
}
