import { Button, IconButton } from '../../parts/button.tsx';
import form from '../alerts/form/form.module.css';
import css from './adding.module.css';
import { type Row, rowOf } from './form-draft.ts';

interface Props {
  readonly label: string;
  /** What one of them is called. */
  readonly one: string;
  readonly rows: readonly Row[];
  readonly fault: string | null;
  readonly onRows: (rows: readonly Row[]) => void;
}

/** Names with texts. */
export function PairRows({ label, one, rows, fault, onRows }: Props) {
  const put = (id: number, part: Partial<Row>): void =>
    onRows(rows.map((row) => (row.id === id ? { ...row, ...part } : row)));
  return (
    <fieldset className={css['pairs']}>
      <legend>{label}</legend>
      {rows.map(({ id, name, value }) => (
        <div key={id} className={css['pair']}>
          <input
            type="text"
            className={form['input']}
            aria-label={`Name of a ${one}`}
            autoComplete="off"
            spellCheck={false}
            placeholder="NAME"
            value={name}
            onChange={(event) => put(id, { name: event.currentTarget.value })}
          />
          <input
            type="text"
            className={form['input']}
            aria-label={name === '' ? `Value of the ${one}` : `Value of ${name}`}
            autoComplete="off"
            spellCheck={false}
            value={value}
            onChange={(event) => put(id, { value: event.currentTarget.value })}
          />
          <IconButton
            icon="close"
            label={`Take ${name || `the ${one}`} out`}
            onClick={() => onRows(rows.filter((row) => row.id !== id))}
          />
        </div>
      ))}
      <div>
        <Button look="quiet" onClick={() => onRows([...rows, rowOf('', '')])}>
          Add a {one}
        </Button>
      </div>
      {fault !== null && <p className={form['fault']}>{fault}</p>}
    </fieldset>
  );
}
