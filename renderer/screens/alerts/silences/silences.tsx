import { useEffect } from 'react';
import type { Silence } from '#contract/alert.ts';
import { Box } from '../../../parts/box.tsx';
import { Button } from '../../../parts/button.tsx';
import { useTodayMs } from '../../../parts/use-now.ts';
import { useEngine, useSilences, useStores } from '../../../store/stores.ts';
import { When } from '../../server/history/when.tsx';
import table from '../../server/table.module.css';
import { AddSilence } from './add-silence.tsx';
import { endWords, silenceWords } from './silence-words.ts';
import css from './silences.module.css';

/** What nobody is notified of, until when, and why. */
export function Silences() {
  const { silences: store } = useStores();
  useEffect(() => store.open(), [store]);
  const silences = useSilences((state) => state.silences);
  const problem = useSilences((state) => state.problem);
  const live = useEngine((state) => state.connection === 'live');
  return (
    <>
      <p role="alert" className={css['problem']}>
        {problem !== null && live && `The silences can’t be shown: ${problem}`}
      </p>
      <AddSilence />
      <Box heading="Silences" className={css['box'] ?? ''}>
        {silences?.length === 0 && (
          <p className={table['nothing']}>
            Nothing is silenced. A silence keeps an alert on this screen, and nobody is notified of it.
          </p>
        )}
        {silences !== null && silences.length > 0 && (
          <ul className={css['list']} aria-label="Silences">
            {silences.map((silence) => (
              <Entry key={silence.id} silence={silence} />
            ))}
          </ul>
        )}
      </Box>
    </>
  );
}

function Entry({ silence }: { readonly silence: Silence }) {
  const { alertCommands, silences } = useStores();
  const connected = useEngine((state) => state.connection === 'live');
  const nowMs = useTodayMs();
  const words = silenceWords(silence);
  const title = useSilences((state) => state.rules.find(({ name }) => name === silence.rule)?.title);
  const remove = async (): Promise<void> => {
    await alertCommands.unsilence(silence.id);
    silences.want();
  };
  return (
    <li>
      <b>{words}</b>
      <span className="dim">
        {title !== undefined && `“${title}”, `}since <When at={silence.since} />, {endWords(silence, nowMs)}
        {silence.note !== null && ` · ${silence.note}`}
      </span>
      <Button
        aria-label={`Remove the silence on ${words}`}
        why={connected ? null : 'Not connected to Signalbox'}
        onClick={() => void remove()}
      >
        Remove
      </Button>
    </li>
  );
}
