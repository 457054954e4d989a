import type { RequestRecord } from '#contract/traffic.ts';
import { fullDate, preciseTime } from '../../../format/moment.ts';
import { bytes, milliseconds, text } from '../../../format/quantity.ts';
import { BREAKER_WORDS, CLASS_WORDS } from '../../../format/traffic-words.ts';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { useTraffic } from '../../../store/stores.ts';
import css from './requests.module.css';

const CACHE_WORDS: Readonly<Record<RequestRecord['cache'], string>> = {
  hit: 'answered from the cache',
  miss: 'not in the cache, asked the server',
  shared: 'answered together with an identical read',
  none: 'not to be cached',
};

/** All that is kept of one request. */
export function RequestFields({ record }: { readonly record: RequestRecord }) {
  const recording = useTraffic((state) => state.traffic?.records_arguments === true);
  const { error, arguments: given } = record;
  return (
    <div className={css['fields']}>
      {error !== null && (
        <p className={css['error']}>
          <b>{CLASS_WORDS[error.class]}</b> ({error.class}, {error.severity}
          {error.code === null ? '' : `, code ${error.code}`}): {error.message}
        </p>
      )}
      <dl className={css['grid']}>
        <Field name="Began" value={<time title={fullDate(record.at)}>{preciseTime(record.at)}</time>} />
        <Field name="Method" value={record.method} />
        <Field name="Waited for its turn" value={text(milliseconds(record.queue_ms))} />
        <Field name="Took" value={text(milliseconds(record.ms))} />
        <Field name="Sent, received" value={sizeWords(record)} />
        <Field
          name="Process"
          value={record.instance === null ? 'none took it' : `instance ${record.instance}`}
        />
        <Field name="Sent again" value={record.retries === 0 ? 'no' : `${record.retries} times`} />
        <Field name="Cache" value={CACHE_WORDS[record.cache]} />
        <Field name="Circuit breaker" value={BREAKER_WORDS[record.breaker]} />
        <Field name="Session" value={record.client_id} />
      </dl>
      <p className={css['correlation']}>
        <span className={css['name']}>Correlation id</span>
        <code>{record.correlation_id}</code>
        <CopyButton text={record.correlation_id} what="the correlation id" />
      </p>
      {given !== null ? (
        <>
          <p className={css['name']}>Arguments</p>
          <pre className={css['arguments']}>{JSON.stringify(given, null, 2)}</pre>
        </>
      ) : (
        <p className="dim">
          {recording ? (
            'It had no arguments, or came before they were recorded.'
          ) : (
            <>
              Arguments are not recorded. To record them, set{' '}
              <code>{'"gateway": { "recordArguments": true }'}</code> in servers.json; what looks like a
              secret is masked.
            </>
          )}
        </p>
      )}
    </div>
  );
}

function Field({ name, value }: { readonly name: string; readonly value: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function sizeWords({ request_bytes: sent, response_bytes: received }: RequestRecord): string {
  return `${text(bytes(sent))}, ${text(bytes(received))}`;
}
