import { useEffect } from 'react';
import { asSentence, HEALTH_LAMPS, LEVEL_WORDS, minus } from '../../../format/health-words.ts';
import { remedyOf } from '../../../format/remedies.ts';
import { Lamp } from '../../../parts/lamp.tsx';
import { useHealth, useStores } from '../../../store/stores.ts';
import { type HostHealth, hostHealth } from './host-health.ts';
import css from './notes.module.css';

/** Nobody reads verdicts on a whole machine faster. */
const EVERY_MS = 5000;

/** Keeps the verdicts current for as long as the dashboard is shown. */
export function useVerdicts(): void {
  const { health } = useStores();
  useEffect(() => health.open(EVERY_MS), [health]);
}

/** Where Signalbox itself or the machine is not well: what is wrong, most of it first. */
export function HostTrouble() {
  const host = useHost();
  return host !== null && host.lost.length > 0 ? <Trouble host={host} /> : null;
}

function Trouble({ host: { status, lost } }: { readonly host: HostHealth }) {
  const levels = new Set(lost.map(({ level }) => LEVEL_WORDS[level]));
  return (
    <section className={css['host']} data-lamp={HEALTH_LAMPS[status]} aria-label="Signalbox and this machine">
      <Lamp lamp={status === 'healthy' ? 'info' : HEALTH_LAMPS[status]} label={null} />
      <div className={css['body']}>
        {/* Told aloud once: the sentences below change with their figures. */}
        <p role="status">
          <b>
            {[...levels].join(' and ')}: {status === 'healthy' ? 'well, with a remark' : status}
          </b>
        </p>
        <ul className={css['lost']}>
          {lost.map(({ code, level, points, sentence }) => (
            <li key={`${level} ${code} ${sentence}`}>
              <span className={css['points']}>
                {minus(points)}
                <span className="visually-hidden"> points</span>
              </span>
              <span>
                {asSentence(sentence)} <span className="dim">{remedyOf(code)}</span>
              </span>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

/** One quiet line while both are well; what was looked at folds open. */
export function HostWell() {
  const host = useHost();
  const problem = useHealth((state) => state.problem);
  if (host !== null && host.lost.length > 0) return null;
  if (host === null) {
    return (
      <p className={css['untold']}>
        <Lamp lamp="off" label={null} />
        {problem === null ? '' : `How Signalbox and this machine do can’t be told: ${problem}`}
      </p>
    );
  }
  const levels = host.levels.map(({ level, evidence }) => ({ words: LEVEL_WORDS[level], evidence }));
  return (
    <details className={css['well']}>
      <summary>
        <Lamp lamp={HEALTH_LAMPS[host.status]} label={null} />
        <span>
          {host.status === 'healthy'
            ? 'Signalbox and this machine are well.'
            : 'No verdict on Signalbox and this machine yet.'}{' '}
          <span className="faint">{levels.map(({ evidence }) => evidence).join(' · ')}</span>
        </span>
      </summary>
      <dl>
        {levels.map(({ words, evidence }) => (
          <div key={words}>
            <dt>{words}</dt>
            <dd>{asSentence(evidence)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function useHost(): HostHealth | null {
  const overview = useHealth((state) => state.overview);
  return overview === null ? null : hostHealth(overview);
}
