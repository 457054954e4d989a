import type { ServerView } from '#contract/server.ts';
import { fullDate } from '../../../format/moment.ts';
import { count, known, milliseconds, text, UNKNOWN } from '../../../format/quantity.ts';
import { exitWords, stateWords } from '../../../format/server-words.ts';
import { Moment } from '../../../parts/moment.tsx';
import { useNow } from '../../../parts/use-now.ts';
import css from './server-facts.module.css';

/** All that is known of one server: first what is wrong and what mends it, then the facts. */
export function ServerFacts({ server }: { readonly server: ServerView }) {
  const { problem, health_reasons: reasons, last_exit: exit } = server;
  const words = stateWords(server, useNow());
  const told = (sentence: string): boolean => words.includes(sentence);
  return (
    <div className={css['facts']}>
      <p className={css['note']}>
        <span className={css['label']}>State</span>{' '}
        <span title={server.started_at === null ? undefined : `since ${fullDate(server.started_at)}`}>
          {words}
        </span>
      </p>
      {problem !== null && !(told(problem.message) && problem.fix === null) && (
        <p className={css['note']}>
          <span className={css['label']}>{told(problem.message) ? 'What mends it' : 'Problem'}</span>{' '}
          {told(problem.message) ? null : problem.message} {problem.fix !== null && <b>{problem.fix}</b>}
        </p>
      )}
      {reasons.length > 0 && !reasons.every(told) && (
        <p className={css['note']}>
          <span className={css['label']}>Health</span> {server.health}: {reasons.join(' · ')}
        </p>
      )}
      {server.forecast !== null && (
        <p className={css['note']}>
          <span className={css['label']}>Forecast</span> {server.forecast}
        </p>
      )}
      {exit !== null && (
        <p className={css['note']}>
          <span className={css['label']}>Last exit</span> {exitWords(exit)}, <Moment at={exit.at} />
          {exit.stderr !== null && <code>{exit.stderr}</code>}
        </p>
      )}
      <p className={css['note']}>
        <span className={css['label']}>Command</span> <code>{server.command}</code>
      </p>
      <dl className={css['grid']}>
        <Fact name="Protocol" value={protocol(server)} />
        <Fact
          name="Server"
          value={[server.server_name, server.server_version].filter(Boolean).join(' ') || UNKNOWN}
        />
        <Fact name="Tools" value={server.tools} />
        <Fact name="Resources" value={server.resources} />
        <Fact name="Prompts" value={server.prompts} />
        <Fact name="Probe" value={text(known(server.probe_ms, milliseconds))} />
        <Fact name="Score" value={server.score} />
        <Fact name="Processes" value={server.processes} />
        <Fact name="Threads" value={known(server.threads, count)} />
        <Fact name="Open files" value={known(server.open_files, count)} />
        <Fact name="PID" value={server.pid} />
        <Fact name="Restarts" value={server.restarts} />
        {server.started_at !== null && <Fact name="Started" value={<Moment at={server.started_at} />} />}
        {server.next_start_at !== null && (
          <Fact name="Next start" value={<Moment at={server.next_start_at} />} />
        )}
      </dl>
    </div>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value ?? UNKNOWN}</dd>
    </div>
  );
}

function protocol(server: ServerView): string {
  if (server.protocol_version === null) return UNKNOWN;
  return server.era === null ? server.protocol_version : `${server.protocol_version} (${server.era})`;
}
