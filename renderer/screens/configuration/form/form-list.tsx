import { Button } from '../../../parts/button.tsx';
import { useStores } from '../../../store/stores.ts';
import { objectOf } from '../schema/schema-at.ts';
import css from './form.module.css';

interface Props {
  readonly servers: Readonly<Record<string, unknown>>;
  /** Null for the settings beside the servers. */
  readonly chosen: string | null;
  readonly blocked: boolean;
  readonly onChoose: (server: string | null) => void;
}

/** What of the document the form can show. */
export function FormList({ servers, chosen, blocked, onChoose }: Props) {
  const { view } = useStores();
  return (
    <nav className={css['list']} aria-label="Parts of the document">
      <button
        type="button"
        className={css['entry']}
        aria-current={chosen === null}
        onClick={() => onChoose(null)}
      >
        Settings
      </button>
      <h3>Servers</h3>
      {Object.entries(servers).map(([name, entry]) => (
        <button
          key={name}
          type="button"
          className={css['entry']}
          aria-current={chosen === name}
          onClick={() => onChoose(name)}
        >
          {name}
          {objectOf(entry)?.['disabled'] === true && <span className="faint"> off</span>}
        </button>
      ))}
      <Button
        className={css['add'] ?? ''}
        why={blocked ? 'The text can’t be changed now' : null}
        onClick={() => view.setState({ isAdding: true })}
      >
        Add server
      </Button>
    </nav>
  );
}
