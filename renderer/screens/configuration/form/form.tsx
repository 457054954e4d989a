import { useStores, useView } from '../../../store/stores.ts';
import { objectOf } from '../schema/schema-at.ts';
import css from './form.module.css';
import { FormList } from './form-list.tsx';
import { ServerForm } from './server-form.tsx';
import { SettingsForm } from './settings-form.tsx';
import { useFormContext } from './use-form-context.ts';

/** The same document as a form: what is changed here is changed in the text, around its comments. */
export function Form() {
  const { view } = useStores();
  const chosen = useView((state) => state.editedServer);
  const context = useFormContext(chosen);
  if (context === null) return <p className={css['nothing']}>Reading the file…</p>;
  const servers = objectOf(objectOf(context.value)?.['mcpServers']) ?? {};
  const name = chosen !== null && Object.hasOwn(servers, chosen) ? chosen : null;
  const error = context.findings.find(({ severity }) => severity === 'error');
  return (
    <div className={css['form']} data-old={context.isOld}>
      {context.isOld && (
        <p className={css['old']} role="status">
          The text can’t be read as it is, so this form rests
          {error === undefined ? '.' : `: line ${error.line}: ${error.message}`}
        </p>
      )}
      {context.value !== null && (
        <>
          <FormList
            servers={servers}
            chosen={name}
            blocked={context.blocked}
            onChoose={(editedServer) => view.setState({ editedServer })}
          />
          <div className={css['pane']}>
            {name === null ? (
              <SettingsForm context={context} />
            ) : (
              <ServerForm key={name} context={context} name={name} />
            )}
          </div>
        </>
      )}
    </div>
  );
}
