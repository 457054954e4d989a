import type { ProcessView } from '#contract/history.ts';
import type { ServerMetrics } from '#contract/server-metrics.ts';
import { countsSharedMemory } from '#contract/shared-memory.ts';
import { bytes, count, known, text, UNKNOWN } from '../../../format/quantity.ts';
import table from '../table.module.css';
import { COLUMNS } from './figures.ts';
import { type Sum, sumOf } from './process-sums.ts';
import css from './processes.module.css';

interface Props {
  readonly processes: readonly ProcessView[];
  /** What the engine made of the whole tree; null before it was asked. */
  readonly metrics: ServerMetrics | null;
}

/** All of them together, each once. */
export function SumsRow({ processes, metrics }: Props) {
  // Of a very large tree the engine lists only a part, and knows the sums of all of it.
  const whole = metrics?.processes != null && metrics.processes > processes.length ? metrics : null;
  return (
    <tr className={css['sums']}>
      <td colSpan={3}>
        <div className={css['process']}>
          {whole === null
            ? 'All together, each once'
            : `All ${count(whole.processes ?? 0)} together, of which ${count(processes.length)} are listed`}
        </div>
      </td>
      {COLUMNS.map(({ figure, className, format }) => {
        const sum: Sum = whole === null ? sumOf(processes, figure) : { value: whole[figure], unknown: 0 };
        return (
          <td
            key={figure}
            className={`${table['number']} ${css[className]}`}
            title={sum.unknown === 0 ? undefined : `Not told of ${sum.unknown} of ${processes.length}`}
          >
            {sum.unknown > 0 && sum.value !== null && '≥'}
            {known(sum.value, format) ?? UNKNOWN}
          </td>
        );
      })}
      <td />
    </tr>
  );
}

/** Says how much of the memory is counted more than once. */
export function SharedNote({ processes }: { readonly processes: readonly ProcessView[] }) {
  const told = processes.filter(({ memory_bytes: rss, pss_bytes: pss }) => rss !== null && pss !== null);
  if (processes.length < 2) return null;
  const resident = sumOf(told, 'memory_bytes').value;
  const proportional = sumOf(told, 'pss_bytes').value;
  if (resident === null || proportional === null) {
    return (
      <p>
        Memory that processes share counts in each of them. How much that is, is read once a minute where the
        system tells it.
      </p>
    );
  }
  return (
    <p>
      Memory that processes share counts in each of them: {text(bytes(resident))} resident are{' '}
      {text(bytes(proportional))} when each page counts once (PSS)
      {told.length < processes.length && `, in the ${count(told.length)} that tell it`}.
      {countsSharedMemory({ memory_bytes: resident, pss_bytes: proportional }) &&
        ' The limit “memorySoft” looks at what is resident.'}
    </p>
  );
}
