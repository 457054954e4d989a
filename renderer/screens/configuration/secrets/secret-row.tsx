import type { SecretEntry } from '#contract/configuration-text.ts';
import { dayStartMs, fullDate, momentWords } from '../../../format/moment.ts';
import { Button } from '../../../parts/button.tsx';
import css from './secrets.module.css';

interface Props {
  readonly secret: SecretEntry;
  /** Why nothing can be done now. */
  readonly why: string | null;
  readonly onSet: () => void;
  readonly onRemove: () => void;
}

export function SecretRow({ secret, why, onSet, onRemove }: Props) {
  const { name, input, set_at, used_by, description } = secret;
  return (
    <tr>
      <td>
        <code>{name}</code>
        {input && <span className={css['kind']}>input</span>}
        {description !== null && <p className={css['about']}>{description}</p>}
      </td>
      <td>
        {set_at === null ? (
          <b className={css['lacking']}>no value</b>
        ) : (
          <time dateTime={set_at} title={fullDate(set_at)}>
            set {momentWords(set_at, dayStartMs(Date.now()))}
          </time>
        )}
      </td>
      <td>
        {used_by.length === 0 && <span className="dim">nothing</span>}
        {used_by.map((key) => (
          <code key={key} className={css['key']}>
            {key}
          </code>
        ))}
      </td>
      <td className={css['buttons']}>
        <Button look="quiet" why={why} onClick={onSet} aria-label={`Set ${name}`}>
          {set_at === null ? 'Set' : 'Replace'}
        </Button>
        {set_at !== null && (
          <Button look="quiet" why={why} onClick={onRemove} aria-label={`Delete ${name}`}>
            Delete
          </Button>
        )}
      </td>
    </tr>
  );
}
