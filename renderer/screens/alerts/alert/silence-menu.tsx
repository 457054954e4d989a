import { Menu } from '@mantine/core';
import type { Alert } from '#contract/alert.ts';
import { Button } from '../../../parts/button.tsx';
import { useAlertCommands, useEngine, useStores } from '../../../store/stores.ts';

const CHOICES = [
  { words: 'For 1 hour', for: 3600 },
  { words: 'For 1 day', for: 86_400 },
  { words: 'Until it changes', for: 'until-change' },
  { words: 'For ever', for: 'ever' },
] as const;

/** For how long nobody is to be notified of one alert. */
export function SilenceMenu({ alert }: { readonly alert: Pick<Alert, 'id' | 'rule' | 'server'> }) {
  const { alertCommands } = useStores();
  const connected = useEngine((state) => state.connection === 'live');
  const busy = useAlertCommands((state) => state.busy.has(alert.id));
  const why = connected ? (busy ? 'On its way' : null) : 'Not connected to Signalbox';
  const name = `Silence ${alert.rule}${alert.server === null ? '' : ` of ${alert.server}`}`;
  return (
    <Menu
      position="bottom-end"
      width={170}
      transitionProps={{ duration: 0 }}
      withInitialFocusPlaceholder={false}
      disabled={why !== null}
    >
      <Menu.Target>
        <Button why={why} aria-label={name}>
          Silence
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {CHOICES.map((choice) => (
          <Menu.Item
            key={choice.words}
            onClick={() => void alertCommands.silence({ id: alert.id, for: choice.for })}
          >
            {choice.words}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
