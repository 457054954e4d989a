import { Icon, type IconName } from '../parts/icon.tsx';
import { useStores, useView } from '../store/stores.ts';
import { SCREENS, type Screen } from '../store/view-store.ts';
import css from './navigation.module.css';

const ENTRIES: Record<Screen, { name: string; icon: IconName }> = {
  dashboard: { name: 'Dashboard', icon: 'dashboard' },
  logs: { name: 'Logs', icon: 'logs' },
};

export function Navigation() {
  const { view } = useStores();
  const current = useView((state) => state.screen);
  return (
    <nav className={css['nav']} aria-label="Screens">
      {SCREENS.map((screen) => (
        <button
          key={screen}
          type="button"
          className={css['entry']}
          aria-current={screen === current ? 'page' : undefined}
          onClick={() => view.setState({ screen })}
        >
          <Icon name={ENTRIES[screen].icon} size={15} />
          <span className={css['name']}>{ENTRIES[screen].name}</span>
        </button>
      ))}
    </nav>
  );
}
