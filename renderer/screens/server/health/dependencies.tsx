import type { DependencyView } from '#contract/health.ts';
import { formatDuration } from '../../../format/duration.ts';
import { asSentence, DEPENDENCY_WORDS, HEALTH_LAMPS } from '../../../format/health-words.ts';
import { fullDate } from '../../../format/moment.ts';
import { known, milliseconds, text, UNKNOWN } from '../../../format/quantity.ts';
import { Box } from '../../../parts/box.tsx';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import { useNow } from '../../../parts/use-now.ts';
import { ServerLink } from '../server-link.tsx';
import table from '../table.module.css';
import css from './health.module.css';

/** What the server needs from elsewhere, and whether it was there. */
export function Dependencies({ dependencies }: { readonly dependencies: readonly DependencyView[] }) {
  const there = dependencies.filter(({ status }) => status === 'healthy').length;
  return (
    <Box
      heading="Dependencies"
      className={css['box'] ?? ''}
      aside={
        <span className="faint">
          {dependencies.length > 0
            ? `${there} of ${dependencies.length} there`
            : 'what it needs from elsewhere'}
        </span>
      }
    >
      {dependencies.length === 0 ? (
        <NoDependencies />
      ) : (
        <div className={css['wide']}>
          <table className={`${table['table']} ${css['dependencies']}`}>
            <thead>
              <tr>
                <th>Name</th>
                <th className={css['kind']}>Kind</th>
                <th>Target</th>
                <th className={css['found']}>Found</th>
                <th className={`${table['number']} ${css['took']}`}>Took</th>
                <th className={`${table['number']} ${css['looked']}`}>Looked</th>
              </tr>
            </thead>
            <tbody>
              {dependencies.map((dependency) => (
                <Row key={`${dependency.kind} ${dependency.name}`} dependency={dependency} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Box>
  );
}

function Row({ dependency }: { readonly dependency: DependencyView }) {
  const { name, kind, target, critical, status, message, ms, checked_at: at } = dependency;
  return (
    <tr>
      <td className={css['cell']}>
        {kind === 'server' ? (
          <ServerLink name={target} />
        ) : (
          <span className={css['name']} title={name}>
            {name}
          </span>
        )}
        {critical && (
          <span className="faint" title="Without it the server is unhealthy">
            {' '}
            critical
          </span>
        )}
      </td>
      <td>{DEPENDENCY_WORDS[kind]}</td>
      <td className={`${css['cell']} mono`} title={target}>
        {target}
      </td>
      <td>
        <span className={css['message']}>
          <Lamp lamp={HEALTH_LAMPS[status]} />
          {asSentence(message)}
        </span>
      </td>
      <td className={table['number']}>{text(known(ms, milliseconds))}</td>
      <td className={table['number']} title={at === null ? 'Not yet' : fullDate(at)}>
        {at === null ? UNKNOWN : <Ago at={at} />}
      </td>
    </tr>
  );
}

/** Alone, so that a second that passes draws one word and not a row. */
function Ago({ at }: { readonly at: string }) {
  return `${formatDuration((useNow() - Date.parse(at)) / 1000)} ago`;
}

const EXAMPLE = `"health": { "checks": [{ "http": "https://api.example.com/health" }, { "tcp": "localhost:5432" }] }`;

function NoDependencies() {
  return (
    <div className={css['none']}>
      <p>
        Nothing is checked. What it needs from elsewhere (a site, a port, a file, another server, or whatever
        a command finds out) can be looked at regularly: name it in servers.json, at this server.
      </p>
      <p className={css['example']}>
        <code>{EXAMPLE}</code>
        <CopyButton text={EXAMPLE} what="the example" />
      </p>
    </div>
  );
}
