import { useSyncExternalStore } from 'react';
import type { Theme } from '#contract/theme.ts';

const systemIsLight = window.matchMedia('(prefers-color-scheme: light)');

function subscribe(changed: () => void): () => void {
  systemIsLight.addEventListener('change', changed);
  return () => systemIsLight.removeEventListener('change', changed);
}

/** The colours to show: those chosen, or the system's, followed live. */
export function useColorScheme(theme: Theme): 'dark' | 'light' {
  const system = useSyncExternalStore(subscribe, () => (systemIsLight.matches ? 'light' : 'dark'));
  return theme === 'system' ? system : theme;
}
