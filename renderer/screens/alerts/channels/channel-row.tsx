import type { AlertChannel } from '#contract/alert-channel.ts';
import { Button } from '../../../parts/button.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import { Switch } from '../../../parts/switch.tsx';
import { useChannels, useEngine, useStores } from '../../../store/stores.ts';
import { When } from '../../server/history/when.tsx';
import { CHANNEL_TYPE_WORDS } from './channel-fields.ts';
import { channelState } from './channel-state.ts';
import css from './channels.module.css';

interface Props {
  /** Of the button that opens its form. */
  readonly id: string;
  readonly channel: AlertChannel;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  /** Its form, while it is changed. */
  readonly children: React.ReactNode;
}

/** One way to tell somebody: where it leads, what it takes, and how it goes. */
export function ChannelRow({ id, channel, chosen, onChoose, children }: Props) {
  const { channels } = useStores();
  const { name, type, target, enabled, from_severity: from, resolved, summary, dead } = channel;
  const state = channelState(channel);
  const connected = useEngine((state) => state.connection === 'live');
  const busy = useChannels((state) => state.busy.has(name));
  const test = useChannels((state) => state.tests.get(name));
  const refused = useChannels((state) => state.refused.get(name));
  const why = !connected ? 'Not connected to Signalbox' : busy ? 'One thing at a time' : null;
  const takes = [
    from === 'critical' ? 'critical' : `${from} and worse`,
    resolved ? 'and when it is over' : null,
    summary ? 'summary of the day' : null,
  ];
  return (
    <li className={css['channel']} data-off={!enabled}>
      <Lamp lamp={state.lamp} label={null} />
      <div className={css['words']}>
        <p>
          <b>{name}</b> <span className="dim">{type === name ? '' : CHANNEL_TYPE_WORDS[type]}</span>{' '}
          <span className={css['target']}>{target}</span>
        </p>
        <p className={css['facts']}>
          <span>{takes.filter((part) => part !== null).join(', ')}</span>
          <LastSent channel={channel} />
        </p>
        {state.words !== '' && <p className={css[state.look]}>{state.words}</p>}
        <p role="status" className={test?.ok === false ? css['bad'] : css['told']}>
          {test !== undefined && `Test: ${test.message}`}
        </p>
        <p role="alert" className={css['bad']}>
          {!chosen && refused}
        </p>
      </div>
      <div className={css['buttons']}>
        {dead > 0 && (
          <Button why={why} onClick={() => void channels.retry(name)} aria-label={`Try again over ${name}`}>
            Try again
          </Button>
        )}
        <Button why={why} onClick={() => void channels.test(name)} aria-label={`Send a test over ${name}`}>
          Send a test
        </Button>
        <Button id={id} aria-expanded={chosen} onClick={onChoose} aria-label={`Change ${name}`}>
          Change
        </Button>
        <Switch
          on={enabled}
          label={`Channel ${name}`}
          title={enabled ? 'On' : 'Off: it is told nothing'}
          blocked={why !== null}
          onSwitch={(on) => void channels.save(name, { enabled: on ? null : false })}
        />
      </div>
      {chosen && <div className={css['form']}>{children}</div>}
    </li>
  );
}

function LastSent({ channel: { last_sent_at: at } }: { readonly channel: AlertChannel }) {
  if (at === null) return <span>nothing sent yet</span>;
  return (
    <span>
      last sent <When at={at} />
    </span>
  );
}
