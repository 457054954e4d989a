import type { KeyPath } from '#contract/configuration-status.ts';
import { schemaAt, typesOf } from '../../schema/schema-at.ts';
import css from '../form.module.css';
import { type FormContext, shownKeys } from '../form-context.ts';
import { readWords, valueAt, wordsOf } from '../values.ts';
import { ChoiceSetting } from './choice-setting.tsx';
import { fieldKind } from './field-kind.ts';
import { PairsSetting } from './pairs-setting.tsx';
import { TextSetting } from './text-setting.tsx';

interface Props {
  readonly context: FormContext;
  readonly path: KeyPath;
}

/** One key of the file, shown as its schema asks for. */
export function SettingField({ context, path }: Props) {
  const { schema, value, blocked, edit, findings } = context;
  const here = schemaAt(schema, path);
  const kind = fieldKind(here);
  const label = String(path.at(-1));
  const said = valueAt(value, path);
  const held = context.held(path);
  const key = path.join('.');
  const own = findings.filter((finding) => finding.key === key);
  const error = own.find(({ severity }) => severity === 'error');
  const warning = own.find(({ severity }) => severity === 'warning');
  const shared = {
    label,
    hint: warning?.message ?? held.from ?? context.describe(path),
    fault: error?.message ?? null,
    blocked,
  };
  switch (kind.kind) {
    case 'choice':
      return (
        <ChoiceSetting
          {...shared}
          value={wordsOf(said)}
          byDefault={held.words}
          choices={kind.choices}
          onChange={(words) => edit(path, words === '' ? undefined : words)}
        />
      );
    case 'flag':
      return (
        <ChoiceSetting
          {...shared}
          value={wordsOf(said)}
          byDefault={held.words}
          choices={['true', 'false']}
          onChange={(words) => edit(path, words === '' ? undefined : words === 'true')}
        />
      );
    case 'text':
      return (
        <TextSetting
          {...shared}
          value={wordsOf(said)}
          placeholder={held.words}
          onChange={(words) => edit(path, words === '' ? undefined : readWords(words, typesOf(here)))}
        />
      );
    case 'lines':
      return (
        <TextSetting
          {...shared}
          isList
          value={Array.isArray(said) ? said.map(wordsOf).join('\n') : wordsOf(said)}
          placeholder="one a line"
          onChange={(words) =>
            edit(path, words.trim() === '' ? undefined : words.split('\n').filter(Boolean))
          }
        />
      );
    case 'pairs':
      return (
        <PairsSetting
          {...shared}
          pairs={Object.entries(isObject(said) ? said : {}).map(([name, one]) => [name, wordsOf(one)])}
          onChange={(name, words) => edit([...path, name], words)}
          onSecret={(name, words) => context.storeSecret([...path, name], words)}
        />
      );
    case 'section':
      return (
        <details className={css['inner']} open={said !== undefined}>
          <summary>
            {label} <span className="faint">{context.describe(path)}</span>
          </summary>
          {kind.canSwitch && (
            <ChoiceSetting
              {...shared}
              hint={null}
              value={typeof said === 'boolean' ? String(said) : ''}
              byDefault={isObject(said) ? 'as below' : held.words}
              choices={['true', 'false']}
              onChange={(words) => edit(path, words === '' ? undefined : words === 'true')}
            />
          )}
          <div className={css['grid']}>
            {shownKeys(context, path).map((name) => (
              <SettingField key={name} context={context} path={[...path, name]} />
            ))}
          </div>
        </details>
      );
    case 'other':
      return (
        <div className={css['other']}>
          <p>
            {label} <span className="faint">{shared.hint}</span>
          </p>
          <p className="dim">
            {said === undefined ? 'Not set' : <code>{cut(wordsOf(said))}</code>}; it is edited in the text.
          </p>
        </div>
      );
    default:
      return kind satisfies never;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function cut(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
