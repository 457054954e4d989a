import { THEMES, type Theme } from '#contract/theme.ts';
import { IconButton } from '../parts/button.tsx';
import type { IconName } from '../parts/icon.tsx';
import { useStores, useView } from '../store/stores.ts';

const ICONS: Record<Theme, IconName> = { system: 'system', dark: 'moon', light: 'sun' };
const NAMES: Record<Theme, string> = { system: 'as the system', dark: 'dark', light: 'light' };

/** Steps through the three themes. */
export function ThemeToggle() {
  const { view } = useStores();
  const theme = useView((state) => state.theme);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
  return (
    <IconButton
      icon={ICONS[theme]}
      label={`Theme: ${NAMES[theme]}. Change to ${NAMES[next]}`}
      onClick={() => view.setState({ theme: next })}
    />
  );
}
