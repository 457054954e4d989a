import { useEffect } from 'react';
import type { ServerView } from '#contract/server.ts';
import { formatClock, formatDuration } from '../../../format/duration.ts';
import { memoryHint, trueMemory } from '../../../format/memory-words.ts';
import { fullDate } from '../../../format/moment.ts';
import { bytes, count, known, milliseconds, percent, text, UNKNOWN } from '../../../format/quantity.ts';
import { useNow } from '../../../parts/use-now.ts';
import { useServerMetrics, useStores } from '../../../store/stores.ts';
import css from './overview.module.css';

/** The figures of now. Each has its place whatever its value, so that nothing moves when one changes. */
export function Figures({ server }: { readonly server: ServerView }) {
  const nowMs = useNow();
  const { serverMetrics } = useStores();
  useEffect(() => serverMetrics.open(server.name), [serverMetrics, server.name]);
  const metrics = useServerMetrics((state) => state.metrics);
  const { last_used_at: usedAt, idle_stop_at: idleAt, location } = server;
  const isLocal = location === 'local';
  return (
    <dl className={css['figures']}>
      {isLocal && (
        <Figure
          name="CPU"
          hint="Per cent of one core, whole tree"
          value={text(known(server.cpu_percent, percent))}
        />
      )}
      {isLocal && (
        <Figure
          name="Memory"
          hint={memoryHint(metrics)}
          value={text(known(server.memory_bytes, bytes))}
          aside={trueMemory(metrics)}
        />
      )}
      {isLocal && <Figure name="Processes" value={known(server.processes, count) ?? UNKNOWN} />}
      <Figure
        name="Probe"
        hint="Round trip of the last liveness probe"
        value={text(known(server.probe_ms, milliseconds))}
      />
      <Figure name="Restarts" hint="Starts that followed an unwanted end" value={count(server.restarts)} />
      <Figure
        name="For a limit"
        hint="Restarts because a limit was passed"
        value={count(server.limit_restarts)}
      />
      <Figure name="In flight" hint="Requests that it is working on" value={count(server.in_flight)} />
      <Figure name="Queued" hint="Requests that wait for a turn" value={count(server.queued)} />
      <Figure
        name="Last used"
        hint={usedAt === null ? 'By a client; probes are no use' : fullDate(usedAt)}
        value={usedAt === null ? 'never' : `${formatDuration((nowMs - Date.parse(usedAt)) / 1000)} ago`}
      />
      {idleAt !== null && (
        <Figure name="Idle stop in" hint={fullDate(idleAt)} value={formatClock(Date.parse(idleAt) - nowMs)} />
      )}
    </dl>
  );
}

interface Props {
  readonly name: string;
  readonly value: string;
  readonly hint?: string;
  /** Small, behind the name: what the value alone would mislead about. */
  readonly aside?: string | null;
}

function Figure({ name, value, hint, aside = null }: Props) {
  return (
    <div title={hint} data-aside={aside !== null || undefined}>
      <dt>
        {name}
        {aside !== null && ` · ${aside}`}
      </dt>
      <dd>{value}</dd>
    </div>
  );
}
