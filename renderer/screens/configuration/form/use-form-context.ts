import { useMemo } from 'react';
import type { KeyPath } from '#contract/configuration-status.ts';
import { MASK } from '#contract/mask.ts';
import { isChanged } from '../../../store/configuration/editor-store.ts';
import { useEditor, useEngine, useKnown, useStores } from '../../../store/stores.ts';
import { describeIn, type FormContext, heldIn } from './form-context.ts';
import { secretNameFor } from './secret-name.ts';
import { editOf } from './values.ts';

/** Null until the schema and the first check have come. */
export function useFormContext(server: string | null): FormContext | null {
  const { editor, commands } = useStores();
  const schema = useKnown((state) => state.schema);
  const general = useKnown((state) => state.settings);
  const ofServer = useKnown((state) => state.ofServer);
  const check = useEditor((state) => state.check);
  const locked = useEditor((state) => state.locked);
  const live = useEngine((state) => state.connection === 'live');
  return useMemo(() => {
    if (schema === null || check === null) return null;
    const own = ofServer !== null && ofServer.server === server ? ofServer.settings : null;
    const settings = server === null ? general : own;
    const { value, findings } = check;
    return {
      schema,
      value,
      findings,
      blocked: locked !== null || !live || value === null,
      held: (path: KeyPath) => heldIn(schema, settings, path),
      describe: (path: KeyPath) => describeIn(schema, path),
      edit: (path: KeyPath, next: unknown) => void editor.edit([editOf(value, path, next)]),
      storeSecret(path: KeyPath, text: string) {
        const name = secretNameFor(path);
        if (!text.includes(MASK)) void editor.storeTyped(path, name, text);
        else if (!isChanged(editor.getState())) void editor.moveSecret(path, name);
        else
          commands.refuse(
            'The text was changed',
            'Apply or discard your changes first: this takes the secret out of the file itself.',
          );
      },
    };
  }, [schema, check, ofServer, general, server, locked, live, editor, commands]);
}
