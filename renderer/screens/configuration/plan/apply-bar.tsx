import { useEffect, useRef, useState } from 'react';
import { Button } from '../../../parts/button.tsx';
import { isChanged } from '../../../store/configuration/editor-state.ts';
import type { EditorStore } from '../../../store/configuration/editor-store.ts';
import { useEditor, useEngine, useStores } from '../../../store/stores.ts';
import css from './plan.module.css';

/** Applies the text or lets it go; Ctrl+S applies it from anywhere on the screen. */
export function ApplyBar() {
  const { editor } = useStores();
  const [reason, setReason] = useState('');
  const changed = useEditor(isChanged);
  const refused = useEditor((state) => state.refused);
  const why = useWhyNot();
  const apply = (): void => {
    void editor.apply(reason).then((done) => {
      if (done) setReason('');
    });
  };
  useSaveKey(editor, why === null ? apply : null);
  return (
    <div className={css['bar']}>
      {changed && (
        <label className={css['reason']}>
          <span>Why (kept in the history)</span>
          <input
            type="text"
            value={reason}
            maxLength={500}
            autoComplete="off"
            placeholder="optional"
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </label>
      )}
      <p className={css['refused']} role="alert">
        {refused}
      </p>
      <div className={css['buttons']}>
        <span className={css['note']}>A backup is kept before each change.</span>
        <Button why={changed ? null : 'Nothing was changed'} onClick={() => editor.discard()}>
          Discard
        </Button>
        <Button look="primary" why={why} onClick={apply} aria-keyshortcuts="Control+S" title="Ctrl S">
          Apply
        </Button>
      </div>
    </div>
  );
}

/** Why the text can't be applied now; null when it can. */
function useWhyNot(): string | null {
  const connected = useEngine((state) => state.connection === 'live');
  const changed = useEditor(isChanged);
  const locked = useEditor((state) => state.locked);
  const theirs = useEditor((state) => state.theirs);
  const busy = useEditor((state) => state.busy);
  const hasError = useEditor(
    ({ check, checkedText, text }) =>
      checkedText === text && check?.findings.some(({ severity }) => severity === 'error') === true,
  );
  if (!connected) return 'Not connected to Signalbox';
  if (locked !== null) return locked;
  if (!changed) return 'Nothing was changed';
  if (theirs !== null) return 'The file was changed by somebody else: look at that first';
  if (busy !== null) return 'A change is on its way';
  return hasError ? 'There is an error in it' : null;
}

function useSaveKey(editor: EditorStore, apply: (() => void) | null): void {
  const latest = useRef(apply);
  latest.current = apply;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      if (document.querySelector('[role="dialog"]') !== null) return;
      // The browser's own would save the page.
      event.preventDefault();
      leaveField();
      // What was typed into the form just now is a part of it.
      void editor.settled().then(() => setTimeout(() => latest.current?.()));
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [editor]);
}

/** A field tells what was typed when it is left. */
function leaveField(): void {
  const { activeElement: field } = document;
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
  field.blur();
  field.focus();
}
