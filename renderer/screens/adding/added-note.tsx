import { useEffect, useRef } from 'react';
import { stateWords } from '../../format/server-words.ts';
import { Button } from '../../parts/button.tsx';
import { Lamp } from '../../parts/lamp.tsx';
import { useNow } from '../../parts/use-now.ts';
import type { Added } from '../../store/adding/adding-store.ts';
import { useEngine, useStores } from '../../store/stores.ts';
import css from './adding.module.css';

/** What is in the file now, and how each of it does. */
export function AddedNote({
  added: { names, skipped },
  onClose,
}: {
  readonly added: Added;
  readonly onClose: () => void;
}) {
  const note = useRef<HTMLElement>(null);
  useEffect(() => {
    // The button that did it stands at the end of a form.
    if (names.length + skipped.length > 0) note.current?.scrollIntoView({ block: 'end' });
  }, [names, skipped]);
  return (
    <section ref={note} className={css['added']} aria-label="What was added">
      <p role="status">{names.length === 0 ? 'Nothing was added.' : `Added ${names.join(', ')}.`}</p>
      <ul>
        {names.map((name) => (
          <AddedServer key={name} name={name} onClose={onClose} />
        ))}
        {skipped.map(({ name, why }) => (
          <li key={`skipped ${name} ${why}`} className="dim">
            {name} was left out: {why}.
          </li>
        ))}
      </ul>
    </section>
  );
}

function AddedServer({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const { view } = useStores();
  const server = useEngine((state) => state.servers[name]);
  const nowMs = useNow();
  return (
    <li className={css['server']}>
      <Lamp lamp={server?.lamp ?? 'off'} label={null} />
      <span className={css['name']}>{name}</span>
      <span className="dim">{server === undefined ? 'It is not there yet.' : stateWords(server, nowMs)}</span>
      <span className="grow" />
      <Button
        onClick={() => {
          onClose();
          view.setState({ screen: 'server', server: name, serverTab: 'overview' });
        }}
      >
        Open {name}
      </Button>
    </li>
  );
}
