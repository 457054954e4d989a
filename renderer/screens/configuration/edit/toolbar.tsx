import { baseName } from '../../../format/base-name.ts';
import { IconButton } from '../../../parts/button.tsx';
import { Pill } from '../../../parts/pill.tsx';
import { isChanged } from '../../../store/configuration/editor-state.ts';
import { useEditor, useStores, useView } from '../../../store/stores.ts';
import type { EditorSides } from '../../../store/view-store.ts';
import type { EditorDepths, EditorHandle } from '../text/code-editor.tsx';
import css from './edit.module.css';

interface Props {
  readonly handle: EditorHandle | null;
  readonly depths: EditorDepths;
  readonly showsDifference: boolean;
  readonly onDifference: (shows: boolean) => void;
}

const SIDES: readonly { readonly name: EditorSides; readonly words: string }[] = [
  { name: 'text', words: 'Text' },
  { name: 'both', words: 'Both' },
  { name: 'form', words: 'Form' },
];

/** The file's name, how it is edited, and what can be done with the text. */
export function Toolbar({ handle, depths, showsDifference, onDifference }: Props) {
  const { editor, view } = useStores();
  const file = useEditor((state) => state.file) ?? '';
  const locked = useEditor((state) => state.locked);
  const changed = useEditor(isChanged);
  const sides = useView((state) => state.editorSides);
  return (
    <header className={css['toolbar']}>
      <h2 title={file}>{baseName(file)}</h2>
      <span className={css['group']}>
        {SIDES.map(({ name, words }) => (
          <Pill key={name} on={sides === name} onClick={() => view.setState({ editorSides: name })}>
            {words}
          </Pill>
        ))}
      </span>
      <span className="grow" />
      {changed && (
        <span
          className={css['unsaved']}
          title="Changes that are kept here until they are applied or discarded"
        >
          Unsaved
        </span>
      )}
      {locked !== null && <span className={css['unsaved']}>{locked}</span>}
      {changed && (
        <Pill on={showsDifference} onClick={() => onDifference(!showsDifference)}>
          Difference
        </Pill>
      )}
      <span className={css['group']}>
        <IconButton
          icon="undo"
          label="Undo"
          why={depths.undo === 0 ? 'nothing was changed' : null}
          onClick={() => handle?.undo()}
        />
        <IconButton
          icon="redo"
          label="Redo"
          why={depths.redo === 0 ? 'nothing was undone' : null}
          onClick={() => handle?.redo()}
        />
        {sides !== 'form' && (
          <IconButton
            icon="search"
            label="Search the text"
            aria-keyshortcuts="Control+F"
            onClick={() => handle?.find()}
          />
        )}
        <IconButton icon="format" label="Format" why={locked} onClick={() => void editor.layOut()} />
      </span>
    </header>
  );
}
