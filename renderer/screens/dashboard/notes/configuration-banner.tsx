import type { ConfigurationStatus, Finding } from '#contract/configuration-status.ts';
import { Lamp } from '../../../parts/lamp.tsx';
import { Moment } from '../../../parts/moment.tsx';
import { useEngine } from '../../../store/stores.ts';
import css from './notes.module.css';

/** Says where the configuration file is broken, and what goes on meanwhile; quiet about mere warnings. */
export function ConfigurationBanner() {
  const configuration = useEngine((state) => state.configuration);
  return (
    <div role="alert" className={css['place']}>
      {configuration?.valid === false && <Broken configuration={configuration} />}
      {configuration?.valid === true && configuration.findings.length > 0 && (
        <Warnings findings={configuration.findings} />
      )}
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
      </div>
    </section>
  );
}

function Warnings({ findings }: { readonly findings: readonly Finding[] }) {
  const file = baseName(findings[0]?.file ?? 'servers.json');
  return (
    <details className={css['warnings']}>
      <summary>
        <Lamp lamp="info" label={null} />
        {findings.length === 1 ? '1 remark' : `${findings.length} remarks`} on {file}
      </summary>
      <Findings findings={findings} />
    </details>
  );
}

function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <ul className={css['findings']}>
      {findings.map((finding) => (
        <li key={`${finding.file}:${finding.line}:${finding.column}:${finding.message}`}>
          <code title={finding.file}>
            {baseName(finding.file)}:{finding.line}:{finding.column}
          </code>
          <span>{finding.message}</span>
        </li>
      ))}
    </ul>
  );
}

function baseName(file: string): string {
  return file.split(/[/\\]/).at(-1) ?? file;
}
