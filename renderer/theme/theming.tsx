import { MantineProvider } from '@mantine/core';
import { useStore } from 'zustand';
import type { ViewStore } from '../store/view-store.ts';
import { mantineTheme, mantineVariables } from './mantine-theme.ts';
import { useColorScheme } from './use-color-scheme.ts';

interface Props {
  readonly view: ViewStore;
  readonly children: React.ReactNode;
}

/** Colours, faces and Mantine's provider around whatever page is shown. */
export function Theming({ view, children }: Props) {
  const scheme = useColorScheme(useStore(view, (state) => state.theme));
  return (
    <MantineProvider theme={mantineTheme} cssVariablesResolver={mantineVariables} forceColorScheme={scheme}>
      {children}
    </MantineProvider>
  );
}
