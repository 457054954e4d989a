import { useEffect, useState } from 'react';
import { Box } from '../../../parts/box.tsx';
import { Button } from '../../../parts/button.tsx';
import { useChannels, useEngine, useStores } from '../../../store/stores.ts';
import { useReturnFocus } from '../form/use-return-focus.ts';
import { ChannelForm } from './channel-form.tsx';
import { ChannelRow } from './channel-row.tsx';
import css from './channels.module.css';
import { Deliveries } from './deliveries.tsx';
import { QuietHoursForm } from './quiet-hours.tsx';

/** Stands for a channel that is being written; no channel can have this name. */
const NEW = '+new';

const buttonId = (name: string): string => `alert-channel-${name}`;

/** Who is told, over which ways, when nobody is, and what went over them. */
export function ChannelsTab() {
  const { channels: store } = useStores();
  useEffect(() => store.open(), [store]);
  const channels = useChannels((state) => state.channels);
  const problem = useChannels((state) => state.problem);
  const live = useEngine((state) => state.connection === 'live');
  const [chosen, setChosen] = useState<string | null>(null);
  useReturnFocus(chosen, buttonId);
  const edited = channels?.find(({ name }) => name === chosen) ?? null;
  return (
    <div className={css['tab']}>
      <p role="alert" className={css['problem']}>
        {problem !== null && live && `The channels can’t be shown: ${problem}`}
      </p>
      <Box
        heading="Channels"
        aside={
          <>
            <span className="grow" />
            <Button id={buttonId(NEW)} onClick={() => setChosen(NEW)}>
              Add a channel
            </Button>
          </>
        }
      >
        {chosen === NEW && (
          <div className={css['added']}>
            <ChannelForm channel={null} onClose={() => setChosen(null)} onSaved={() => setChosen(null)} />
          </div>
        )}
        <ul className={css['list']} aria-label="Channels">
          {channels?.map((channel) => (
            <ChannelRow
              key={channel.name}
              id={buttonId(channel.name)}
              channel={channel}
              chosen={channel.name === chosen}
              onChoose={() => setChosen(channel.name === chosen ? null : channel.name)}
            >
              {edited === channel && (
                <ChannelForm
                  channel={channel}
                  onClose={() => setChosen(null)}
                  onSaved={() => setChosen(null)}
                />
              )}
            </ChannelRow>
          ))}
        </ul>
      </Box>
      <QuietHoursForm />
      <Deliveries />
    </div>
  );
}
