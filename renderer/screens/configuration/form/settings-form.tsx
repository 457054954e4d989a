import { configurationHash } from '../../../store/place.ts';
import { SettingField } from './fields/setting-field.tsx';
import css from './form.module.css';
import { type FormContext, shownKeys } from './form-context.ts';

/** Not settings, or at home on another screen. */
const ELSEWHERE: ReadonlySet<string> = new Set(['$schema', 'version', 'mcpServers', 'alerts', 'inputs']);

/** What stands beside the servers. */
export function SettingsForm({ context }: { readonly context: FormContext }) {
  const keys = shownKeys(context, []).filter((key) => !ELSEWHERE.has(key));
  return (
    <section aria-label="Form of the settings" className={css['part']}>
      <header className={css['head']}>
        <h3>Settings</h3>
        <span className="grow" />
        <a href={configurationHash('settings')}>What is in force, and from where</a>
      </header>
      {keys.map((key) => (
        <SettingField key={key} context={context} path={[key]} />
      ))}
      <p className="dim">
        Rules and channels of alerts are changed under <a href="#/alerts/rules">Alerts</a>.
      </p>
    </section>
  );
}
