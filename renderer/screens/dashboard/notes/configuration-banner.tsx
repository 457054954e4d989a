import type { ConfigurationStatus } from '#contract/configuration-status.ts';
import { baseName } from '../../../format/base-name.ts';
import { Lamp } from '../../../parts/lamp.tsx';
import { Moment } from '../../../parts/moment.tsx';
import { configurationHash } from '../../../store/place.ts';
import { useEngine } from '../../../store/stores.ts';
import { Findings } from './findings.tsx';
import css from './notes.module.css';

/** Says where the configuration file is broken, and what goes on meanwhile. */
export function ConfigurationBanner() {
  const configuration = useEngine((state) => state.configuration);
  return (
    <div role="alert" className={css['place']}>
      {configuration?.valid === false && <Broken configuration={configuration} />}
    </div>
  );
}

function Broken({ configuration }: { readonly configuration: ConfigurationStatus }) {
  const { file, findings, applied_at: appliedAt } = configuration;
  return (
    <section className={css['broken']} aria-label="Configuration problem">
      <Lamp lamp="bad" label={null} />
      <div className={css['body']}>
        <p>
          <b>{baseName(file)} can’t be applied.</b>{' '}
          {appliedAt === null ? (
            'Nothing runs until it is mended.'
          ) : (
            <span className="dim">
              The last good configuration, of <Moment at={appliedAt} />, keeps running.
            </span>
          )}
        </p>
        <Findings findings={findings} />
        <p>
          <a className={css['mend']} href={configurationHash()}>
            Open it in the editor
          </a>
        </p>
      </div>
    </section>
  );
}
