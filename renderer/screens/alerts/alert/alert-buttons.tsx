import type { Alert } from '#contract/alert.ts';
import { Button } from '../../../parts/button.tsx';
import { needsSomebody } from '../../../store/alerts/needs-somebody.ts';
import { serverNamed } from '../../../store/engine-store.ts';
import { possibleCommands } from '../../../store/possible-commands.ts';
import { useAlertCommands, useCommands, useEngine, useStores } from '../../../store/stores.ts';
import { visitLogs } from '../../../store/visits.ts';
import { type RowAction, rowActions } from './alert-ways.ts';
import { SilenceMenu } from './silence-menu.tsx';

interface Props {
  readonly alert: Alert;
  /** Only those that are here; those that `rowActions` gives when left out. */
  readonly actions?: readonly RowAction[];
}

const NOT_CONNECTED = 'Not connected to Signalbox';

/** What can be done about an alert in one row: the most helpful first, then its log, who has seen it, and silence. */
export function AlertButtons({ alert, actions = rowActions(alert) }: Props) {
  const { alertCommands } = useStores();
  const connected = useEngine((state) => state.connection === 'live');
  const busy = useAlertCommands((state) => state.busy.has(alert.id));
  const isNew = alert.state === 'firing';
  return (
    <>
      {actions.map((action) => (
        <ActionButton
          key={action}
          alert={alert}
          action={action}
          isMain={action === alert.actions[0] && needsSomebody(alert)}
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
  readonly action: RowAction;
  readonly isMain: boolean;
}

const WORDS: Readonly<Record<RowAction, string>> = {
  restart: 'Restart',
  start: 'Start',
  'open-logs': 'Open logs',
};

function ActionButton({ alert: { server }, action, isMain }: ActionProps) {
  const stores = useStores();
  const view = useEngine((state) => (server === null ? undefined : serverNamed(state, server)));
  const pending = useCommands((state) => (server === null ? undefined : state.pending.get(server)));
  const connected = useEngine((state) => state.connection === 'live');
  const look = isMain ? 'primary' : 'plain';
  if (server === null) return null;
  if (action === 'restart' || action === 'start') {
    if (view === undefined) return null;
    // What was down when it fired may run by now, and the other way round.
    const possible = possibleCommands(view, pending, connected);
    const command = possible[action] !== null && possible.start === null ? 'start' : action;
    return (
      <Button
        look={look}
        aria-label={`${WORDS[command]} ${server}`}
        why={possible[command]}
        onClick={() => void stores.commands.run(command, [view.name])}
      >
        {WORDS[command]}
      </Button>
    );
  }
  return (
    <Button look={look} aria-label={`${WORDS[action]} ${server}`} onClick={() => visitLogs(stores, server)}>
      {WORDS[action]}
    </Button>
  );
}
