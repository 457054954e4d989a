import { Icon } from '../parts/icon.tsx';
import { useStores, useView } from '../store/stores.ts';
import type { Screen } from '../store/view-store.ts';
import css from './navigation.module.css';
import { NAVIGATION } from './navigation-entries.ts';

/** Under which entry a screen lies: servers' pages are a part of the dashboard. */
const PARENTS: Readonly<Partial<Record<Screen, Screen>>> = { server: 'dashboard', compare: 'dashboard' };

export function Navigation() {
  const { view } = useStores();
  const current = useView((state) => state.screen);
  return (
    <nav className={css['nav']} aria-label="Screens">
      {NAVIGATION.map(({ screen, name, icon }, index) => (
        <button
          key={screen}
          type="button"
          className={css['entry']}
          aria-keyshortcuts={`Alt+${index + 1}`}
          title={`${name} (Alt ${index + 1})`}
          aria-current={screen === current ? 'page' : screen === PARENTS[current] ? 'true' : undefined}
          onClick={() => view.setState({ screen })}
        >
          <Icon name={icon} size={15} />
          <span className={css['name']}>{name}</span>
        </button>
      ))}
    </nav>
  );
}
