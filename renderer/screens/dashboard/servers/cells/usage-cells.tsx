import type { ServerView } from '#contract/server.ts';
import { bytes, count, known, percent, text, UNKNOWN } from '../../../../format/quantity.ts';
import css from '../servers.module.css';
import { UsageLine } from './usage-line.tsx';

const CPU_FLOOR_PERCENT = 5;
const MEMORY_FLOOR_BYTES = 20_000_000;

const asPercent = (value: number): string => text(percent(value));
const asBytes = (value: number): string => text(bytes(value));

/** What a server's process tree uses: the figures of now over a line of the last minutes. */
export function UsageCells({ server }: { readonly server: ServerView }) {
  const { name, cpu_percent: cpu, memory_bytes: memory, threads, open_files: files } = server;
  return (
    <>
      <td className={css['cpu']}>
        {text(known(cpu, percent))}
        <UsageLine name={name} figure="cpu" floor={CPU_FLOOR_PERCENT} what="CPU" format={asPercent} />
      </td>
      <td className={css['memory']}>
        {text(known(memory, bytes))}
        <UsageLine name={name} figure="memory" floor={MEMORY_FLOOR_BYTES} what="Memory" format={asBytes} />
      </td>
      <td className={css['threads']}>{known(threads, count) ?? UNKNOWN}</td>
      <td className={css['files']}>{known(files, count) ?? UNKNOWN}</td>
    </>
  );
}
