import { Switch } from '../../parts/switch.tsx';
import { alertsHash } from '../../store/place.ts';
import { usePreferences, useStores } from '../../store/stores.ts';
import { SettingRow } from './setting-row.tsx';

/** What the desktop app keeps for its owner. */
export function AppSettings() {
  const now = usePreferences((state) => state.preferences);
  const problem = usePreferences((state) => state.problem);
  const refused = usePreferences((state) => state.refused);
  const refusal = (what: OnOffProps['what']) => (refused?.what === what ? refused.why : null);
  const blocked = now?.openAtLoginBlocked ?? null;
  if (problem !== null) return <SettingRow name="The app" words={`Can’t be asked: ${problem}`} />;
  return (
    <>
      <SettingRow
        name="Start at login"
        words={
          blocked === null
            ? 'With the servers, in the tray, without its window.'
            : `Can’t be set here: ${blocked}.`
        }
        refused={refusal('openAtLogin')}
      >
        <OnOff what="openAtLogin" label="Start at login" blocked={blocked !== null} />
      </SettingRow>
      <SettingRow
        name="Notifications"
        words={
          <>
            Those that this machine shows. <a href={alertsHash('channels')}>Other ways to be told</a> are not
            concerned.
          </>
        }
        refused={refusal('notifications')}
      >
        <OnOff what="notifications" label="Notifications" blocked={false} />
      </SettingRow>
    </>
  );
}

interface OnOffProps {
  readonly what: 'openAtLogin' | 'notifications';
  readonly label: string;
  readonly blocked: boolean;
}

function OnOff({ what, label, blocked }: OnOffProps) {
  const { preferences } = useStores();
  const on = usePreferences((state) => state.preferences?.[what] ?? null);
  const busy = usePreferences((state) => state.busy !== null);
  return (
    <Switch
      on={on ?? false}
      label={label}
      blocked={blocked || busy || on === null}
      onSwitch={(wanted) => void preferences.set(what, wanted)}
    />
  );
}
