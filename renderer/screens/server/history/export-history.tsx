import { useState } from 'react';
import { Button } from '../../../parts/button.tsx';
import { saveFile } from '../../../parts/save-file.ts';
import { problemOf } from '../../../store/problem.ts';
import { useEngine, useStores } from '../../../store/stores.ts';
import css from './history.module.css';
import { type HistoryFormat, historyFile } from './history-file.ts';

const FORMATS: readonly { format: HistoryFormat; words: string; type: string }[] = [
  { format: 'csv', words: 'CSV', type: 'text/csv' },
  { format: 'ndjson', words: 'JSON lines', type: 'application/x-ndjson' },
];

/** Saves the whole history that is kept as a file, made in the page: the same in the desktop app and in a browser. */
export function ExportHistory({ name }: { readonly name: string }) {
  const { serverPage, commands } = useStores();
  const connected = useEngine((state) => state.connection === 'live');
  const [busy, setBusy] = useState(false);
  const save = async (format: HistoryFormat, type: string): Promise<void> => {
    setBusy(true);
    try {
      const events = await serverPage.wholeHistory(name);
      saveFile(`${name}-history.${format}`, historyFile(events, format), type);
    } catch (error) {
      commands.refuse(`Can’t export the history of ${name}`, problemOf(error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <span className="faint">newest first</span>
      <span className="grow" />
      <span className={css['exports']}>
        {FORMATS.map(({ format, words, type }) => (
          <Button
            key={format}
            look="quiet"
            className={css['export'] ?? ''}
            aria-label={`Export as ${words}`}
            why={connected ? (busy ? 'On its way' : null) : 'Not connected to Signalbox'}
            onClick={() => void save(format, type)}
          >
            {words}
          </Button>
        ))}
      </span>
    </>
  );
}
