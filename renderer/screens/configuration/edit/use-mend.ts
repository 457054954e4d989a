import { useCallback, useState } from 'react';
import type { Finding, Fix } from '#contract/configuration-status.ts';
import { isChanged } from '../../../store/configuration/editor-state.ts';
import { useStores } from '../../../store/stores.ts';

export type AskedSecret = Extract<Fix, { kind: 'set-secret' }>;

/** Does what a finding offers to mend it; a secret's value is asked for. */
export function useMend() {
  const { editor, commands } = useStores();
  const [asked, setAsked] = useState<AskedSecret | null>(null);
  const mend = useCallback(
    ({ fix }: Pick<Finding, 'fix'>): void => {
      if (fix === undefined) return;
      switch (fix.kind) {
        case 'edit':
          void editor.edit(fix.edits);
          return;
        case 'set-secret':
          setAsked(fix);
          return;
        case 'move-secret':
          if (!isChanged(editor.getState())) void editor.moveSecret(fix.path, fix.name);
          else
            commands.refuse(
              'The text was changed',
              'Apply or discard your changes first: this takes the secret out of the file itself.',
            );
          return;
        default:
          fix satisfies never;
      }
    },
    [editor, commands],
  );
  const close = useCallback(() => setAsked(null), []);
  return { mend, asked, close };
}
