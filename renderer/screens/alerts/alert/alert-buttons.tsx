import type { Alert, AlertAction } from '#contract/alert.ts';
import { Button } from '../../../parts/button.tsx';
import { needsSomebody } from '../../../store/alerts/needs-somebody.ts';
import { serverNamed } from '../../../store/engine-store.ts';
import { possibleCommands } from '../../../store/possible-commands.ts';
import { useAlertCommands, useCommands, useEngine, useStores, useView } from '../../../store/stores.ts';
import { visitLogs, visitServer } from '../../../store/visits.ts';
import { SilenceMenu } from './silence-menu.tsx';

interface Props {
  readonly alert: Alert;
  /** Only those that are here; all when left out. */
  readonly actions?: readonly AlertAction[];
}

const NOT_CONNECTED = 'Not connected to Signalbox';

/** What can be done about an alert, the most helpful first. */
export function AlertButtons({ alert, actions = alert.actions }: Props) {
  const { alertCommands } = useStores();
  const connected = useEngine((state) => state.connection === 'live');
  const busy = useAlertCommands((state) => state.busy.has(alert.id));
  // On the server's own page there is no way to it.
  const isThere = useView((state) => state.screen === 'server');
  const shown = isThere ? actions.filter((action) => action !== 'open-server') : actions;
  const isNew = alert.state === 'firing';
  return (
    <>
      {shown.map((action, index) => (
        <ActionButton
          key={action}
          alert={alert}
          action={action}
          isMain={index === 0 && needsSomebody(alert)}
        />
      ))}
      {isNew && (
        <Button
          aria-label={`Acknowledge ${alert.rule}${alert.server === null ? '' : ` of ${alert.server}`}`}
          why={connected ? (busy ? 'On its way' : null) : NOT_CONNECTED}
          onClick={() => void alertCommands.acknowledge([alert.id])}
        >
          Acknowledge
        </Button>
      )}
      {(isNew || alert.state === 'acknowledged') && <SilenceMenu alert={alert} />}
    </>
  );
}

interface ActionProps {
  readonly alert: Alert;
  readonly action: AlertAction;
  readonly isMain: boolean;
}

const WORDS: Readonly<Record<AlertAction, string>> = {
  restart: 'Restart',
  start: 'Start',
  'open-server': 'Open server',
  'open-logs': 'Open logs',
  'open-configuration': 'Open configuration',
};

function ActionButton({ alert: { server }, action, isMain }: ActionProps) {
  const stores = useStores();
  const view = useEngine((state) => (server === null ? undefined : serverNamed(state, server)));
  const pending = useCommands((state) => (server === null ? undefined : state.pending.get(server)));
  const connected = useEngine((state) => state.connection === 'live');
  const look = isMain ? 'primary' : 'plain';
  const whose = server === null ? '' : ` ${server}`;
  if (action === 'restart' || action === 'start') {
    if (view === undefined) return null;
    // What was down when it fired may run by now, and the other way round.
    const possible = possibleCommands(view, pending, connected);
    const command = possible[action] !== null && possible.start === null ? 'start' : action;
    return (
      <Button
        look={look}
        aria-label={`${WORDS[command]}${whose}`}
        why={possible[command]}
        onClick={() => void stores.commands.run(command, [view.name])}
      >
        {WORDS[command]}
      </Button>
    );
  }
  const open = (): void => {
    if (server === null) stores.view.setState({ screen: 'dashboard' });
    else if (action === 'open-logs') visitLogs(stores, server);
    else {
      visitServer(stores, server);
      if (action === 'open-configuration') stores.view.setState({ serverTab: 'configuration' });
    }
  };
  return (
    <Button look={look} aria-label={`${WORDS[action]}${whose}`} onClick={open}>
      {WORDS[action]}
    </Button>
  );
}
