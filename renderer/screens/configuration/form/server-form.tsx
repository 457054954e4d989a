import { useState } from 'react';
import type { KeyPath } from '#contract/configuration-status.ts';
import { Button } from '../../../parts/button.tsx';
import { Question } from '../../../parts/question.tsx';
import { Switch } from '../../../parts/switch.tsx';
import { useStores } from '../../../store/stores.ts';
import { objectOf, schemaAt } from '../schema/schema-at.ts';
import { fieldKind } from './fields/field-kind.ts';
import { SettingField } from './fields/setting-field.tsx';
import css from './form.module.css';
import { type FormContext, shownKeys } from './form-context.ts';
import { valueAt } from './values.ts';

/** Other words for a key that is shown; shown themselves where the file has them. */
const OTHER_WORDS: ReadonlySet<string> = new Set(['serverUrl', 'httpUrl', 'transport', 'enabled']);

interface Props {
  readonly context: FormContext;
  readonly name: string;
}

/** One server's entry: what is started or connected to, then its sections. */
export function ServerForm({ context, name }: Props) {
  const { view } = useStores();
  const [asked, setAsked] = useState(false);
  const path: KeyPath = ['mcpServers', name];
  const entry = objectOf(valueAt(context.value, path)) ?? {};
  const keys = shownKeys(context, path).filter(
    (key) => key !== 'disabled' && (!OTHER_WORDS.has(key) || key in entry),
  );
  const isSection = (key: string): boolean =>
    fieldKind(schemaAt(context.schema, [...path, key])).kind === 'section';
  const fields = (wanted: boolean) =>
    keys
      .filter((key) => isSection(key) === wanted)
      .map((key) => <SettingField key={key} context={context} path={[...path, key]} />);
  return (
    <section aria-label={`Form of ${name}`} className={css['part']}>
      <header className={css['head']}>
        <h3>{name}</h3>
        <Switch
          on={entry['disabled'] !== true}
          label={`${name} is enabled`}
          title={entry['disabled'] === true ? 'Never started' : 'Started as the file says'}
          blocked={context.blocked}
          onSwitch={(on) => context.edit([...path, 'disabled'], on ? undefined : true)}
        />
        <span className="grow" />
        <Button why={context.blocked ? 'The text can’t be changed now' : null} onClick={() => setAsked(true)}>
          Remove…
        </Button>
      </header>
      <div className={css['grid']}>{fields(false)}</div>
      {fields(true)}
      <Question
        opened={asked}
        question={`Remove ${name} from the file?`}
        yes="Remove"
        onYes={() => {
          context.edit(path, undefined);
          view.setState({ editedServer: null });
        }}
        onClose={() => setAsked(false)}
      >
        <p>Its entry is taken out of the text. It stops when you apply that.</p>
      </Question>
    </section>
  );
}
