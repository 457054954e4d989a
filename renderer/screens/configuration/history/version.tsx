import { lazy, Suspense, useState } from 'react';
import { Box } from '../../../parts/box.tsx';
import { Button, IconButton } from '../../../parts/button.tsx';
import { Question } from '../../../parts/question.tsx';
import type { ShownVersion } from '../../../store/configuration/changes-store.ts';
import { isChanged } from '../../../store/configuration/editor-state.ts';
import { useChanges, useEditor, useEngine, useStores } from '../../../store/stores.ts';
import { Values } from './change-row.tsx';
import css from './history.module.css';

const TwoTexts = lazy(() => import('../text/two-texts.tsx'));

/** A text that the file once was, beside what it is now. */
export function Version({ shown }: { readonly shown: ShownVersion }) {
  const { changes: store } = useStores();
  const revision = useEngine((state) => state.configuration?.revision ?? null);
  const connected = useEngine((state) => state.connection === 'live');
  const busy = useChanges((state) => state.busy);
  const changed = useEditor(isChanged);
  const [asked, setAsked] = useState(false);
  const [reason, setReason] = useState('');
  const isSame = shown.text === shown.now && shown.changes.length === 0;
  const why = !connected ? 'Not connected to Signalbox' : busy ? 'A moment' : null;
  return (
    <Box
      heading="This version and the file now"
      className={css['version'] ?? ''}
      aside={
        <>
          <span className="grow" />
          <Button
            look="primary"
            why={why ?? (isSame ? 'The file says this already' : null)}
            onClick={() => setAsked(true)}
          >
            Restore…
          </Button>
          <IconButton icon="close" label="Close this version" onClick={() => void store.show(null)} />
        </>
      }
    >
      <div className={css['texts']}>
        <Suspense fallback={<p className={css['nothing']}>Comparing…</p>}>
          <TwoTexts before={shown.text} after={shown.now} words={['This version', 'Now']} />
        </Suspense>
      </div>
      <Question
        opened={asked}
        question="Make the file what it was then?"
        yes="Restore"
        why={why}
        onYes={() => void store.restore(shown.id, revision, reason)}
        onClose={() => setAsked(false)}
      >
        <div className={css['asked']}>
          <p>The file as it is now is kept beforehand, and only servers that differ are touched.</p>
          {changed && <p>What is typed on Edit and not applied stays there.</p>}
          <Values
            changes={shown.changes.map(({ key, before, after }) => ({ key, before: after, after: before }))}
          />
          <label>
            Why (kept in the history)
            <input
              type="text"
              value={reason}
              maxLength={500}
              autoComplete="off"
              placeholder="optional"
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          </label>
        </div>
      </Question>
    </Box>
  );
}
