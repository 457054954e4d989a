import { ALERT_LAMPS, firingWords } from '../format/alert-words.ts';
import { Icon } from '../parts/icon.tsx';
import { Lamp } from '../parts/lamp.tsx';
import { countNeeds, worstNeed } from '../store/alerts/needs-somebody.ts';
import { isChanged } from '../store/configuration/editor-state.ts';
import { useEditor, useEngine, useStores, useView } from '../store/stores.ts';
import type { Screen } from '../store/view-store.ts';
import css from './navigation.module.css';
import { NAVIGATION } from './navigation-entries.ts';

/** Under which entry a screen lies: servers' pages are a part of the dashboard. */
const PARENTS: Readonly<Partial<Record<Screen, Screen>>> = { server: 'dashboard', compare: 'dashboard' };

export function Navigation() {
  const { view } = useStores();
  const current = useView((state) => state.screen);
  const firing = useEngine((state) => countNeeds(state.alerts.alerts));
  return (
    <nav className={css['nav']} aria-label="Screens">
      {NAVIGATION.map(({ screen, name, icon }, index) => (
        <button
          key={screen}
          type="button"
          className={css['entry']}
          aria-label={screen === 'alerts' && firing > 0 ? `${name}, ${firingWords(firing)}` : undefined}
          aria-keyshortcuts={`Alt+${index + 1}`}
          title={`${name} (Alt ${index + 1})`}
          aria-current={screen === current ? 'page' : screen === PARENTS[current] ? 'true' : undefined}
          onClick={() => view.setState({ screen })}
        >
          <Icon name={icon} size={15} />
          <span className={css['name']}>{name}</span>
          {screen === 'alerts' && <Badge />}
          {screen === 'configuration' && <Unsaved />}
        </button>
      ))}
    </nav>
  );
}

/** The text of the configuration was changed and not applied: it is kept until it is. */
function Unsaved() {
  const changed = useEditor(isChanged);
  if (!changed) return null;
  return (
    <span className={css['mark']} title="Unsaved changes">
      <Lamp lamp="warn" label="unsaved changes" />
    </span>
  );
}

/** How many alerts fire, with the shape of the worst; the button's name says it in words. */
function Badge() {
  const firing = useEngine((state) => countNeeds(state.alerts.alerts));
  const worst = useEngine((state) => worstNeed(state.alerts.alerts));
  if (firing === 0 || worst === null) return null;
  return (
    <span className={css['badge']} data-lamp={ALERT_LAMPS[worst]} aria-hidden="true">
      <Lamp lamp={ALERT_LAMPS[worst]} label={null} />
      {firing}
    </span>
  );
}
