import { Lamp } from '../../../parts/lamp.tsx';
import { useChanges } from '../../../store/stores.ts';
import css from './history.module.css';

/** Whether the history is as it was written, and whether all that is kept was whole at the start. */
export function Proof() {
  const proof = useChanges((state) => state.proof);
  const checks = useChanges((state) => state.checks);
  if (proof === null) return null;
  const faulty = checks.filter(({ ok }) => !ok);
  return (
    <footer className={css['proof']}>
      <p>
        <Lamp lamp={proof.intact ? 'ok' : 'bad'} label={null} />
        {proof.intact
          ? 'The chain is intact: no entry was changed or taken out since it was written.'
          : `The history was changed from outside: ${proof.fault ?? 'an entry does not fit'}`}
      </p>
      {checks.length > 0 && faulty.length === 0 && (
        <p>
          <Lamp lamp="ok" label={null} />
          All that Signalbox keeps was whole when it started.
        </p>
      )}
      {faulty.map(({ what, file, says, quarantine }) => (
        <p key={`${what}:${file}`}>
          <Lamp lamp="warn" label={null} />
          <span>
            {file}: {says}
            {quarantine !== null && ` It was put aside as ${quarantine}.`}
          </span>
        </p>
      ))}
    </footer>
  );
}
