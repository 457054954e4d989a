import type { ProcessView } from '#contract/history.ts';
import { fullDate } from '../../../format/moment.ts';
import { bytes, count, known, percent, text, UNKNOWN } from '../../../format/quantity.ts';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { shortCommand } from './process-tree.ts';
import css from './processes.module.css';

interface Props {
  readonly process: ProcessView;
  /** All that live: its parent and children are among them. */
  readonly all: readonly ProcessView[];
}

/** All that is known of one process and has no column. */
export function ProcessFacts({ process, all }: Props) {
  const { pid, ppid, command, executable, working_folder: folder, children, started_at: at } = process;
  const parent = all.find((one) => one.pid === ppid && one !== process);
  const below = all.filter((one) => one.ppid === pid && one !== process);
  return (
    <div className={css['details']}>
      <div className={css['copied']}>
        <code>{command}</code>
        <CopyButton text={command} what={`the command of process ${pid}`} />
      </div>
      <dl>
        <Fact name="Executable" value={executable} />
        <Fact name="Working folder" value={folder} />
        <Fact name="Parent" value={parent === undefined ? `${ppid}, not of this server` : nameOf(parent)} />
        <Fact
          name="Children"
          value={below.length > 0 ? below.map(nameOf).join(', ') : children === 0 ? 'none' : count(children)}
        />
        <Fact name="CPU time, user" value={known(process.cpu_user_seconds, seconds)} />
        <Fact name="CPU time, system" value={known(process.cpu_system_seconds, seconds)} />
        <Fact
          name="CPU of the machine"
          value={known(process.cpu_machine_percent, (value) => text(percent(value)))}
        />
        <Fact
          name="Memory of the machine"
          value={known(process.memory_percent, (value) => text(percent(value)))}
        />
        <Fact name="May be shared" value={known(process.shared_bytes, (value) => text(bytes(value)))} />
        <Fact name="Address space" value={known(process.virtual_bytes, (value) => text(bytes(value)))} />
        <Fact name="Switches, voluntary" value={known(process.voluntary_switches, count)} />
        <Fact name="Switches, involuntary" value={known(process.involuntary_switches, count)} />
        <Fact name="Read calls" value={known(process.reads, count)} />
        <Fact name="Write calls" value={known(process.writes, count)} />
        <Fact name="Read" value={known(process.read_bytes, (value) => text(bytes(value)))} />
        <Fact name="Written" value={known(process.written_bytes, (value) => text(bytes(value)))} />
        <Fact name="Sockets" value={known(process.connections, count)} />
        <Fact name="Started" value={fullDate(at)} />
      </dl>
    </div>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string | null }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd title={value ?? 'Not known'}>{value ?? UNKNOWN}</dd>
    </div>
  );
}

function nameOf({ pid, command }: ProcessView): string {
  return `${pid} ${shortCommand(command)}`;
}

/** Processor time: 12.31 s, 1,204 s. */
function seconds(value: number): string {
  return `${value < 100 ? value.toFixed(2) : count(Math.round(value))} s`;
}
