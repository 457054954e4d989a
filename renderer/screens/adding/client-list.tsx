import type { ClientServers } from '#contract/configuration-text.ts';
import { Button } from '../../parts/button.tsx';
import { useAdding, useStores } from '../../store/stores.ts';
import css from './adding.module.css';

type Server = ClientServers['servers'][number];

interface Props {
  readonly clients: readonly ClientServers[];
  readonly isChosen: (file: string, server: Server) => boolean;
  readonly onChoose: (key: string, isNew: boolean, on: boolean) => void;
}

const HERE = { new: null, same: 'here already', other: 'another one of that name is here' } as const;

export function keyOf(file: string, name: string): string {
  return `${file}\n${name}`;
}

/** The servers of each client's file, with a box to choose each by. */
export function ClientList({ clients, isChosen, onChoose }: Props) {
  return clients.map(({ client, title, file, problem, notes, servers }) => (
    <section key={file} className={css['client']} aria-label={`${title}, ${file}`}>
      <h3>
        {title} <code title={file}>{file}</code>
      </h3>
      {problem !== null && <p className={css['fault']}>It can’t be read: {problem}</p>}
      <ul>
        {servers.map((server) => (
          <ServerRow
            key={server.name}
            server={server}
            file={file}
            chosen={isChosen(file, server)}
            onChoose={(on) => onChoose(keyOf(file, server.name), server.here === 'new', on)}
          />
        ))}
        {notes.map((note) => (
          <li key={`${client} ${note}`} className="dim">
            {note}
          </li>
        ))}
      </ul>
    </section>
  ));
}

interface RowProps {
  readonly server: Server;
  readonly file: string;
  readonly chosen: boolean;
  readonly onChoose: (on: boolean) => void;
}

function ServerRow({ server, file, chosen, onChoose }: RowProps) {
  const { adding } = useStores();
  const isTrying = useAdding(
    ({ trial }) => trial !== null && trial.result === null && trial.problem === null,
  );
  const { name, settings, here, notes } = server;
  const words = HERE[here];
  return (
    <li className={css['pick']}>
      <label>
        <input
          type="checkbox"
          checked={chosen}
          disabled={here === 'same'}
          onChange={(event) => onChoose(event.currentTarget.checked)}
        />
        <span className={css['name']}>{name}</span>
        {words !== null && <span className={css['badge']}>{words}</span>}
      </label>
      <code className={css['runs']}>{runs(settings)}</code>
      {here !== 'same' && (
        <Button
          look="quiet"
          why={isTrying ? 'One is being tried' : null}
          onClick={() => void adding.tryOut({ name, settings, from: { file, server: name } })}
        >
          Try {name}
        </Button>
      )}
      {notes.length > 0 && <p className={css['remark']}>{notes.join('. ')}</p>}
    </li>
  );
}

function runs({ command, args, url }: Server['settings']): string {
  if (typeof command !== 'string') return String(url ?? '');
  return [command, ...(Array.isArray(args) ? args.map(String) : [])].join(' ');
}
