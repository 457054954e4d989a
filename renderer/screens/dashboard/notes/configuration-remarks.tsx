import { baseName } from '../../../format/base-name.ts';
import { Lamp } from '../../../parts/lamp.tsx';
import { useEngine } from '../../../store/stores.ts';
import { Findings } from './findings.tsx';
import css from './notes.module.css';

/** Warnings on a configuration that runs all the same: one quiet line, folded open on request. */
export function ConfigurationRemarks() {
  const configuration = useEngine((state) => state.configuration);
  if (configuration === null || !configuration.valid || configuration.findings.length === 0) return null;
  const { findings, file } = configuration;
  return (
    <details className={css['remarks']}>
      <summary>
        <Lamp lamp="info" label={null} />
        {findings.length === 1 ? '1 remark' : `${findings.length} remarks`} on {baseName(file)}
      </summary>
      <Findings findings={findings} />
    </details>
  );
}
