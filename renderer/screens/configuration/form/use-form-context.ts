import { useMemo, useRef } from 'react';
import type { Finding, KeyPath } from '#contract/configuration-status.ts';
import { MASK } from '#contract/mask.ts';
import { isChanged } from '../../../store/configuration/editor-state.ts';
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
  // A text that can't be read while it is being typed leaves the form as it was, greyed.
  const read = useRef<unknown>(null);
  if (check !== null && check.value !== null) read.current = check.value;
  return useMemo(() => {
    if (schema === null || check === null) return null;
    const own = ofServer !== null && ofServer.server === server ? ofServer.settings : null;
    const settings = server === null ? general : own;
    const { findings } = check;
    const isOld = check.value === null;
    const value = check.value ?? read.current;
    return {
      schema,
      value,
      findings,
      isOld,
      blocked: locked !== null || !live || isOld,
      held: (path: KeyPath) => heldIn(schema, settings, path),
      describe: (path: KeyPath) => describeIn(schema, path),
      edit: (path: KeyPath, next: unknown) => void editor.edit([editOf(value, path, next)]),
      storeSecret(path: KeyPath, text: string) {
        const name = offeredName(findings, path) ?? secretNameFor(path);
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

/** The name that a finding proposes for the secret at a path. */
function offeredName(findings: readonly Finding[], path: KeyPath): string | null {
  for (const { fix } of findings) {
    if (fix?.kind === 'move-secret' && fix.path.join('\n') === path.join('\n')) return fix.name;
  }
  return null;
}
