import type { Finding } from '#contract/configuration-status.ts';
import { baseName } from '../../../format/base-name.ts';
import { Button } from '../../../parts/button.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import css from './edit.module.css';

interface Props {
  readonly findings: readonly Finding[];
  /** The file that is being edited. */
  readonly file: string | null;
  /** Null while the text is not shown. */
  readonly onGoTo: ((finding: Finding) => void) | null;
  readonly onMend: (finding: Finding) => void;
}

/** What is to be said of the text, errors first, each with its place and what mends it. */
export function FindingsList({ findings, file, onGoTo, onMend }: Props) {
  if (findings.length === 0) return null;
  const sorted = findings.toSorted((a, b) => rank(a) - rank(b));
  return (
    <ul className={css['findings']} aria-label="Findings">
      {sorted.map((finding, index) => {
        const { severity, message, line, column, fix } = finding;
        const isHere = finding.file === file;
        const place = isHere ? `line ${line}` : `${baseName(finding.file)}:${line}`;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same can be found twice at one place
          <li key={`${index}:${line}:${column}`}>
            <Lamp lamp={severity === 'error' ? 'bad' : 'warn'} label={severity} />
            <p>
              {message}{' '}
              {isHere && onGoTo !== null ? (
                <button type="button" className={css['place']} onClick={() => onGoTo(finding)}>
                  {place}
                </button>
              ) : (
                <span className="faint">{place}</span>
              )}
            </p>
            {fix !== undefined && <Button onClick={() => onMend(finding)}>{fix.title}</Button>}
          </li>
        );
      })}
    </ul>
  );
}

function rank({ severity }: Finding): number {
  return severity === 'error' ? 0 : 1;
}
