import { baseName } from '../../../format/base-name.ts';
import { Button } from '../../../parts/button.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import { Moment } from '../../../parts/moment.tsx';
import { useEngine, useStores } from '../../../store/stores.ts';
import css from './notes.module.css';

/** The file on the disk can't be applied: where, and what goes on meanwhile. */
export function BrokenFile() {
  const { view } = useStores();
  const status = useEngine((state) => state.configuration);
  if (status === null || status.valid) return null;
  const { file, findings, applied_at: appliedAt } = status;
  const [first] = findings.filter(({ severity }) => severity === 'error');
  return (
    <section className={css['note']} data-lamp="bad" aria-label="Configuration problem">
      <Lamp lamp="bad" label={null} />
      <p>
        <b>{baseName(file)} can’t be applied.</b>{' '}
        {appliedAt === null ? (
          'Nothing runs until it is mended.'
        ) : (
          <>
            The last good configuration, of <Moment at={appliedAt} />, keeps running.
          </>
        )}
        {first !== undefined && (
          <span className={css['where']}>
            <code>
              {baseName(first.file)}:{first.line}:{first.column}
            </code>{' '}
            {first.message}
          </span>
        )}
      </p>
      <Button onClick={() => view.setState({ configurationTab: 'history' })}>Restore an earlier one…</Button>
    </section>
  );
}
