import { useEffect, useState } from 'react';
import type { QuietHours } from '#contract/channels.ts';
import { SEVERITIES } from '../../../format/alert-words.ts';
import { Box } from '../../../parts/box.tsx';
import { Button } from '../../../parts/button.tsx';
import { Pill } from '../../../parts/pill.tsx';
import { Select } from '../../../parts/select.tsx';
import { QUIET_HOURS } from '../../../store/alerts/channels-store.ts';
import { useChannels, useEngine, useStores } from '../../../store/stores.ts';
import { Check, Field } from '../form/field.tsx';
import form from '../form/form.module.css';
import css from './channels.module.css';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const DAY_WORDS = { mon: 'Mon', tue: 'Tue', wed: 'Wed', thu: 'Thu', fri: 'Fri', sat: 'Sat', sun: 'Sun' };

const USUAL: QuietHours = { from: '22:00', to: '07:00', days: [...DAYS], except: 'critical' };

/** When nobody is to be disturbed. */
export function QuietHoursForm() {
  const { channels } = useStores();
  const written = useChannels((state) => state.quietHours);
  const isKnown = useChannels((state) => state.channels !== null);
  const busy = useChannels((state) => state.busy.has(QUIET_HOURS));
  const refused = useChannels((state) => state.refused.get(QUIET_HOURS));
  const connected = useEngine((state) => state.connection === 'live');
  const [draft, setDraft] = useState<QuietHours | null>(written);
  const text = JSON.stringify(written);
  // What was saved, here or elsewhere, is what the form begins with.
  useEffect(() => setDraft(JSON.parse(text)), [text]);
  const isSame = JSON.stringify(inOrder(draft)) === JSON.stringify(inOrder(written));
  const why = !connected
    ? 'Not connected to Signalbox'
    : busy
      ? 'The change is on its way'
      : isSame
        ? 'Nothing is changed'
        : draft?.days.length === 0
          ? 'Choose a day'
          : null;
  const change = (part: Partial<QuietHours>): void => setDraft({ ...(draft ?? USUAL), ...part });
  if (!isKnown) return null;
  return (
    <Box heading="Quiet hours">
      <div className={css['quiet']}>
        <Check
          label="Tell nobody at certain hours; what still fires then is told when they are over"
          checked={draft !== null}
          onCheck={(on) => setDraft(on ? USUAL : null)}
        />
        {draft !== null && (
          <div className={form['row']}>
            <Time label="From" value={draft.from} onTime={(from) => change({ from })} />
            <Time label="To" value={draft.to} onTime={(to) => change({ to })} />
            <Field label="But tell">
              {(ids) => (
                <Select
                  {...ids}
                  value={draft.except ?? ''}
                  onChoose={(value) => change({ except: SEVERITIES.find((one) => one === value) ?? null })}
                  choices={[
                    { value: '', words: 'nothing' },
                    { value: 'critical', words: 'critical alerts' },
                    { value: 'error', words: 'errors and worse' },
                    { value: 'warning', words: 'warnings and worse' },
                  ]}
                />
              )}
            </Field>
            <Days days={draft.days} onDays={(days) => change({ days })} />
          </div>
        )}
      </div>
      <div className={form['buttons']}>
        <Button look="primary" why={why} onClick={() => void channels.saveQuietHours(draft)}>
          Save quiet hours
        </Button>
        <p className={form['refused']} role="alert">
          {refused}
        </p>
      </div>
    </Box>
  );
}

/** Days in the order of the week, so that the same are the same. */
function inOrder(hours: QuietHours | null): QuietHours | null {
  return hours && { ...hours, days: DAYS.filter((day) => hours.days.includes(day)) };
}

interface TimeProps {
  readonly label: string;
  readonly value: string;
  readonly onTime: (time: string) => void;
}

function Time({ label, value, onTime }: TimeProps) {
  return (
    <Field label={label}>
      {(ids) => (
        <input
          {...ids}
          type="time"
          required
          className={form['input']}
          value={value}
          // A time that is only half written has none yet.
          onChange={({ currentTarget }) => currentTarget.value !== '' && onTime(currentTarget.value)}
        />
      )}
    </Field>
  );
}

interface DaysProps {
  readonly days: QuietHours['days'];
  readonly onDays: (days: QuietHours['days']) => void;
}

function Days({ days, onDays }: DaysProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a frame of its own
    <div role="group" aria-label="Days on which they begin" className={css['days']}>
      {DAYS.map((day) => (
        <Pill
          key={day}
          on={days.includes(day)}
          onClick={() => onDays(days.includes(day) ? days.filter((one) => one !== day) : [...days, day])}
        >
          {DAY_WORDS[day]}
        </Pill>
      ))}
    </div>
  );
}
