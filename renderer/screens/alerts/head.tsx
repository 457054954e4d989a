import { Menu } from '@mantine/core';
import { firingWords } from '../../format/alert-words.ts';
import { untilWords } from '../../format/moment.ts';
import { Button } from '../../parts/button.tsx';
import { useNow } from '../../parts/use-now.ts';
import { countNeeds } from '../../store/alerts/needs-somebody.ts';
import { useEngine, useStores } from '../../store/stores.ts';
import css from './alerts.module.css';
import { nextMorning } from './pause.ts';

const HOUR_MS = 3_600_000;

/** How many fire, and whether anybody is told. */
export function Head() {
  const { alerts, paused_until: paused, quiet_hours: isQuiet } = useEngine((state) => state.alerts);
  const good = alerts.filter(({ state, severity }) => state === 'firing' && severity === 'info').length;
  const seen = alerts.filter(({ state }) => state === 'acknowledged').length;
  const silenced = alerts.filter(({ state }) => state === 'silenced').length;
  const words = [
    firingWords(countNeeds(alerts)),
    good === 0 ? null : `${good} good to know`,
    seen === 0 ? null : `${seen} acknowledged`,
    silenced === 0 ? null : `${silenced} silenced`,
  ];
  const sentence = words.filter((word) => word !== null).join(' · ');
  return (
    <header className={css['head']}>
      <h2>Alerts</h2>
      <p className={css['sentence']}>{sentence}</p>
      <span className="grow" />
      {paused !== null && <Paused until={paused} />}
      {paused === null && isQuiet && <span className="dim">Quiet hours: nobody is notified</span>}
      {paused === null && <PauseMenu />}
    </header>
  );
}

function Paused({ until }: { readonly until: string }) {
  const { alertCommands } = useStores();
  const connected = useEngine((state) => state.connection === 'live');
  const nowMs = useNow();
  return (
    <>
      <span className="dim">The desktop’s notifications are paused until {untilWords(until, nowMs)}</span>
      <Button
        why={connected ? null : 'Not connected to Signalbox'}
        onClick={() => void alertCommands.pause(null)}
      >
        Resume notifications
      </Button>
    </>
  );
}

function PauseMenu() {
  const { alertCommands } = useStores();
  const connected = useEngine((state) => state.connection === 'live');
  const nowMs = useNow();
  const why = connected ? null : 'Not connected to Signalbox';
  const morningMs = nextMorning(nowMs);
  return (
    <Menu
      position="bottom-end"
      width={210}
      transitionProps={{ duration: 0 }}
      withInitialFocusPlaceholder={false}
      disabled={why !== null}
    >
      <Menu.Target>
        <Button why={why}>Pause notifications</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void alertCommands.pause(Date.now() + HOUR_MS)}>For 1 hour</Menu.Item>
        <Menu.Item onClick={() => void alertCommands.pause(morningMs)}>
          Until {untilWords(new Date(morningMs).toISOString(), nowMs)}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
