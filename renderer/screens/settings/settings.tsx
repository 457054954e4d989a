import { THEMES, type Theme } from '#contract/theme.ts';
import { Box } from '../../parts/box.tsx';
import { Select } from '../../parts/select.tsx';
import { useEngine, usePreferences, useStores, useView } from '../../store/stores.ts';
import { AppSettings } from './app-settings.tsx';
import { SettingRow } from './setting-row.tsx';
import css from './settings.module.css';

const THEME_WORDS: Readonly<Record<Theme, string>> = {
  system: 'As the system',
  dark: 'Dark',
  light: 'Light',
};

/** What concerns the app and its window, and not the servers. */
export function Settings() {
  const isDesktop = usePreferences((state) => state.isDesktop);
  return (
    <div className={css['screen']}>
      <Box heading="Settings">
        <ul className={css['list']}>
          <ThemeRow />
          {isDesktop && <AppSettings />}
        </ul>
        <p className={css['note']}>
          {isDesktop
            ? 'How servers run, and who is told of alerts, is set in the Configuration.'
            : 'This window is shown in a browser, and its theme is kept there. Starting at login and switching the notifications of this machine on and off belong to the desktop app. How servers run, and who is told of alerts, is set in the Configuration.'}
        </p>
      </Box>
      <About />
    </div>
  );
}

function ThemeRow() {
  const { view } = useStores();
  const theme = useView((state) => state.theme);
  const refused = usePreferences((state) => (state.refused?.what === 'theme' ? state.refused.why : null));
  return (
    <SettingRow name="Theme" words="The colours of this window." refused={refused}>
      <Select
        aria-label="Theme"
        value={theme}
        choices={THEMES.map((value) => ({ value, words: THEME_WORDS[value] }))}
        onChoose={(value) => {
          const chosen = THEMES.find((known) => known === value);
          if (chosen !== undefined) view.setState({ theme: chosen });
        }}
      />
    </SettingRow>
  );
}

const STARTED_BY = {
  'mcp-client': 'by an MCP client',
  terminal: 'from a terminal',
  desktop: 'as a desktop app',
  service: 'as a service',
  other: 'by another program',
} as const;

function About() {
  const engine = useEngine((state) => state.engine);
  if (engine === null) return null;
  const { version, home, runtime } = engine;
  return (
    <Box heading="About">
      <ul className={css['list']}>
        <SettingRow name={`Signalbox ${version}`} words={`Its files are in ${home}.`} />
        <SettingRow
          name="Updates"
          words="This build has no source of updates and does not look for any. A new version is installed like this one was."
        />
        <SettingRow
          name={`Started ${STARTED_BY[runtime.started_by]}`}
          words={`Seen by this: ${runtime.why.join('; ')}. Defaults of ${runtime.mode} hold.`}
        />
      </ul>
    </Box>
  );
}
