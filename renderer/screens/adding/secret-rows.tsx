import { Check } from '../alerts/form/field.tsx';
import form from '../alerts/form/form.module.css';
import css from './adding.module.css';
import type { FormDraft, FoundSecret } from './form-draft.ts';

interface Props {
  readonly draft: FormDraft;
  readonly secrets: readonly FoundSecret[];
  readonly onChange: (part: Pick<Partial<FormDraft>, 'inFile' | 'names'>) => void;
}

/** What looks like a secret, and where it is to be kept: in the secret store, unless somebody wants it in the file. */
export function SecretRows({ draft, secrets, onChange }: Props) {
  if (secrets.length === 0) return null;
  return (
    <fieldset className={css['pairs']}>
      <legend>Secrets</legend>
      {secrets.map(({ key, name }) => {
        const isKept = !draft.inFile.has(key);
        const what = key.slice(key.indexOf('.') + 1);
        const words = key.startsWith('args.') ? `argument ${Number(what) + 1}` : what;
        return (
          <div key={key} className={css['secret']}>
            <Check
              label={`Keep ${words} in the secret store as`}
              checked={isKept}
              onCheck={(on) => {
                const inFile = new Set(draft.inFile);
                if (on) inFile.delete(key);
                else inFile.add(key);
                onChange({ inFile });
              }}
            />
            <input
              type="text"
              className={form['input']}
              aria-label={`Name of the secret for ${words}`}
              autoComplete="off"
              spellCheck={false}
              disabled={!isKept}
              value={name}
              onChange={(event) =>
                onChange({
                  names: { ...draft.names, [key]: event.currentTarget.value.replaceAll(/[^\w.-]+/g, '-') },
                })
              }
            />
          </div>
        );
      })}
      <p className={form['hint']}>The file then names them only, and may be shown to anybody.</p>
    </fieldset>
  );
}
