import { Modal } from '@mantine/core';
import { useEffect } from 'react';
import { IconButton } from '../../parts/button.tsx';
import { type Tab, Tabs, tabId } from '../../parts/tabs.tsx';
import { useAdding, useStores, useView } from '../../store/stores.ts';
import type { AddingWay } from '../../store/view-store.ts';
import { AddedNote } from './added-note.tsx';
import css from './adding.module.css';
import { ClientsWay } from './clients-way.tsx';
import { formOf } from './form-draft.ts';
import { PasteWay } from './paste-way.tsx';
import { ServerForm } from './server-form.tsx';

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
}

const PANEL = 'adding-panel';

/** Adds a server to the configuration: from what somebody pastes, from what AI clients have, or by hand. */
export function AddServer({ opened, onClose }: Props) {
  const { adding } = useStores();
  useEffect(() => {
    if (!opened) return;
    adding.open();
    return () => adding.reset();
  }, [adding, opened]);
  return (
    <Modal.Root opened={opened} onClose={onClose} size={780} centered>
      <Modal.Overlay />
      <Modal.Content aria-label="Add a server">
        <Modal.Body p={0}>
          <Ways onClose={onClose} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

const EMPTY_FORM = formOf({ name: '', settings: {} });

function Ways({ onClose }: { readonly onClose: () => void }) {
  const { adding, view } = useStores();
  const way = useView((state) => state.addingWay);
  const elsewhere = useAdding((state) => state.clients?.flatMap(({ servers }) => servers).length ?? null);
  const added = useAdding((state) => state.added);
  const tabs: readonly Tab<AddingWay>[] = [
    { name: 'paste', words: 'Paste' },
    { name: 'clients', words: 'From your AI clients', count: elsewhere === null ? null : String(elsewhere) },
    { name: 'hand', words: 'By hand' },
  ];
  return (
    <div className={css['dialog']}>
      <header className={css['head']}>
        <h2>Add a server</h2>
        <IconButton icon="close" label="Close" onClick={onClose} />
      </header>
      <Tabs
        label="Ways to add a server"
        tabs={tabs}
        chosen={way}
        panel={PANEL}
        onChoose={(addingWay) => {
          adding.turnAway();
          view.setState({ addingWay });
        }}
      />
      {added !== null && <AddedNote added={added} onClose={onClose} />}
      <div id={PANEL} role="tabpanel" aria-labelledby={tabId(PANEL, way)} className={css['panel']}>
        {way === 'paste' && <PasteWay />}
        {way === 'clients' && <ClientsWay />}
        {way === 'hand' && <ServerForm key={added?.names.join() ?? ''} first={EMPTY_FORM} />}
      </div>
    </div>
  );
}
