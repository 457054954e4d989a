import { baseName } from '../../../format/base-name.ts';
import { Button } from '../../../parts/button.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import { isChanged } from '../../../store/configuration/editor-state.ts';
import { useEditor, useEngine, useStores } from '../../../store/stores.ts';
import { BrokenFile } from './broken-file.tsx';
import { Conflict } from './conflict.tsx';
import css from './notes.module.css';
import { Rollbacks } from './rollbacks.tsx';

/** What has to be known before the text is touched. */
export function Notes() {
  return (
    <div className={css['notes']} role="alert">
      <Conflict />
      <BrokenFile />
      <Rollbacks />
      <Outdated />
    </div>
  );
}

/** A file in the form of an older version is read as it is; it can be written in today's. */
function Outdated() {
  const { editor } = useStores();
  const status = useEngine((state) => state.configuration);
  const changed = useEditor(isChanged);
  const busy = useEditor((state) => state.busy);
  if (status?.outdated !== true || !status.valid || changed) return null;
  return (
    <div className={css['note']} data-lamp="info">
      <Lamp lamp="info" label={null} />
      <p>
        {baseName(status.file)} is in the form of version {status.version ?? 1}. It is read as it is; what it
        would be in today’s form can be looked at before it is applied.
      </p>
      <Button why={busy === null ? null : 'A change is on its way'} onClick={() => void editor.migrate()}>
        Write it in today’s form
      </Button>
    </div>
  );
}
