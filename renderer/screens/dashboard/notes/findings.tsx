import type { Finding } from '#contract/configuration-status.ts';
import { baseName } from '../../../format/base-name.ts';
import css from './notes.module.css';

/** What was found in the file, each with its place. */
export function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <ul className={css['findings']}>
      {findings.map((finding, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same can be found twice at one place
        <li key={`${index}:${finding.file}:${finding.line}:${finding.column}`}>
          <code title={finding.file}>
            {baseName(finding.file)}:{finding.line}:{finding.column}
          </code>
          <span>{finding.message}</span>
        </li>
      ))}
    </ul>
  );
}
