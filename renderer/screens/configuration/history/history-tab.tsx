import { useEffect, useState } from 'react';
import { Box } from '../../../parts/box.tsx';
import { Button } from '../../../parts/button.tsx';
import { Select } from '../../../parts/select.tsx';
import { useChanges, useEngine, useStores } from '../../../store/stores.ts';
import { ChangeRow } from './change-row.tsx';
import css from './history.module.css';
import { Proof } from './proof.tsx';
import { Version } from './version.tsx';

/** Who changed what in the file, when and why; each of its texts can be looked at and restored. */
export function HistoryTab() {
  const { changes: store } = useStores();
  useEffect(() => store.open(), [store]);
  const changes = useChanges((state) => state.changes);
  const problem = useChanges((state) => state.problem);
  const shown = useChanges((state) => state.shown);
  const done = useChanges((state) => state.done);
  const refused = useChanges((state) => state.refused);
  const [opened, setOpened] = useState<number | null>(null);
  return (
    <div className={css['screen']} data-shows={shown !== null}>
      <Box heading="Changes" className={css['changes'] ?? ''} aside={<Filter />}>
        <p role="status" className={css['told']}>
          {done}
        </p>
        <p role="alert" className={css['refused']}>
          {refused ?? (changes === null ? problem : null)}
        </p>
        {changes === null && problem === null && <p className={css['nothing']}>Reading the history…</p>}
        {changes?.length === 0 && <p className={css['nothing']}>Nothing was changed yet.</p>}
        <ol className={css['list']}>
          {changes?.map((change) => (
            <ChangeRow
              key={change.id}
              change={change}
              isOpen={opened === change.id}
              onOpen={() => setOpened(opened === change.id ? null : change.id)}
            />
          ))}
        </ol>
        <Proof />
      </Box>
      {shown !== null && <Version key={shown.id} shown={shown} />}
    </div>
  );
}

function Filter() {
  const { changes: store } = useStores();
  const server = useChanges((state) => state.server);
  const busy = useChanges((state) => state.busy);
  const order = useEngine((state) => state.order);
  const names = server === null || order.includes(server) ? order : [server, ...order];
  return (
    <>
      <Select
        aria-label="Changes of"
        value={server ?? ''}
        onChoose={(value) => store.choose(value === '' ? null : value)}
        choices={[
          { value: '', words: 'all servers' },
          ...names.map((name) => ({ value: name, words: name })),
        ]}
      />
      <span className="grow" />
      <Button look="quiet" why={busy ? 'A moment' : null} onClick={() => void store.backUp()}>
        Back up now
      </Button>
    </>
  );
}
