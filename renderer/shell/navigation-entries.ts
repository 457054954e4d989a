import type { IconName } from '../parts/icon.tsx';
import type { Screen } from '../store/view-store.ts';

interface NavigationEntry {
  readonly screen: Screen;
  readonly name: string;
  readonly icon: IconName;
}

/** In the order of their keys: Alt+1, Alt+2 and so on. */
export const NAVIGATION: readonly NavigationEntry[] = [
  { screen: 'dashboard', name: 'Dashboard', icon: 'dashboard' },
  { screen: 'traffic', name: 'Traffic', icon: 'traffic' },
  { screen: 'logs', name: 'Logs', icon: 'logs' },
  { screen: 'alerts', name: 'Alerts', icon: 'bell' },
  { screen: 'configuration', name: 'Configuration', icon: 'configuration' },
  { screen: 'settings', name: 'Settings', icon: 'settings' },
];
