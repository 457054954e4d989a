import { useId, useState } from 'react';
import { Box } from '../../../parts/box.tsx';
import { Button } from '../../../parts/button.tsx';
import { type Choice, Select } from '../../../parts/select.tsx';
import { useEngine, useSilences, useStores } from '../../../store/stores.ts';
import css from './silences.module.css';

const DAY_S = 86_400;
const SPANS: readonly Choice[] = [
  { value: '3600', words: '1 hour' },
  { value: String(DAY_S), words: '1 day' },
  { value: String(7 * DAY_S), words: '1 week' },
  { value: 'ever', words: 'ever' },
];

/** Silences a server, a rule, or a rule of a server. */
export function AddSilence() {
  const { alertCommands, silences } = useStores();
  const order = useEngine((state) => state.order);
  const connected = useEngine((state) => state.connection === 'live');
  const rules = useSilences((state) => state.rules);
  const [server, setServer] = useState('');
  const [rule, setRule] = useState('');
  const [span, setSpan] = useState('3600');
  const [note, setNote] = useState('');
  const id = useId();
  const why = !connected
    ? 'Not connected to Signalbox'
    : server === '' && rule === ''
      ? 'Choose a server or a rule first; Pause notifications holds back all'
      : null;
  const add = async (): Promise<void> => {
    const silenced = await alertCommands.silence({
      for: span === 'ever' ? 'ever' : Number(span),
      ...(server === '' ? {} : { server }),
      ...(rule === '' ? {} : { rule }),
      ...(note.trim() === '' ? {} : { note: note.trim() }),
    });
    if (!silenced) return;
    setNote('');
    silences.want();
  };
  return (
    <Box heading="Silence a server or a rule" className={css['form'] ?? ''}>
      <div className={css['fields']}>
        <div className={css['field']}>
          <label htmlFor={`${id}-server`}>Server</label>
          <Select
            id={`${id}-server`}
            value={server}
            onChoose={setServer}
            choices={[
              { value: '', words: 'every server' },
              ...order.map((name) => ({ value: name, words: name })),
            ]}
          />
        </div>
        <div className={css['field']}>
          <label htmlFor={`${id}-rule`}>Rule</label>
          <Select
            id={`${id}-rule`}
            value={rule}
            onChoose={setRule}
            choices={[
              { value: '', words: 'every rule' },
              ...rules.map(({ name, title }) => ({ value: name, words: `${title} (${name})` })),
            ]}
          />
        </div>
        <div className={css['field']}>
          <label htmlFor={`${id}-span`}>For</label>
          <Select id={`${id}-span`} value={span} onChoose={setSpan} choices={SPANS} />
        </div>
        <div className={`${css['field']} ${css['note']}`}>
          <label htmlFor={`${id}-note`}>Why</label>
          <input
            id={`${id}-note`}
            type="text"
            maxLength={500}
            autoComplete="off"
            placeholder="for whoever wonders later"
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && why === null) void add();
            }}
          />
        </div>
        <Button look="primary" why={why} onClick={() => void add()}>
          Silence
        </Button>
      </div>
    </Box>
  );
}
