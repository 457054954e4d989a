import { useEffect, useState } from 'react';
import type { Severity } from '#contract/alert.ts';
import type { AlertChannel, ChannelType } from '#contract/alert-channel.ts';
import { SEVERITIES } from '../../../format/alert-words.ts';
import { Button } from '../../../parts/button.tsx';
import { Question } from '../../../parts/question.tsx';
import { Select } from '../../../parts/select.tsx';
import { useChannels, useEngine, useStores } from '../../../store/stores.ts';
import { Check, Field, TextField } from '../form/field.tsx';
import form from '../form/form.module.css';
import {
  CHANNEL_FIELDS,
  CHANNEL_TYPE_WORDS,
  type ChannelDraft,
  type ChannelField,
  channelChange,
  draftOfChannel,
  pointedInChannel,
} from './channel-fields.ts';

interface Props {
  /** Null writes a new one. */
  readonly channel: AlertChannel | null;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

const NOTHING: Readonly<Record<string, unknown>> = {};
const TYPES = Object.entries(CHANNEL_TYPE_WORDS).filter(([type]) => type !== 'native');

/** Everything that the file can say of a channel. Secrets come masked, and stay as they are unless they are written anew. */
export function ChannelForm({ channel, onClose, onSaved }: Props) {
  const { channels } = useStores();
  const [name, setName] = useState(channel?.name ?? '');
  const [type, setType] = useState<ChannelType>(channel?.type ?? 'webhook');
  const settings = useChannels((state) => state.settings[channel?.name ?? '']) ?? NOTHING;
  const [draft, setDraft] = useState<ChannelDraft>(() => draftOfChannel(type, settings));
  const [from, setFrom] = useState<Severity>(channel?.from_severity ?? 'warning');
  const [resolved, setResolved] = useState(channel?.resolved ?? true);
  const [summary, setSummary] = useState(channel?.summary ?? false);
  const [isWhole, setWhole] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const [asked, setAsked] = useState(false);
  const key = name.trim();
  const refused = useChannels((state) => state.refused.get(key)) ?? '';
  const busy = useChannels((state) => state.busy.has(key));
  const isTaken = useChannels((state) => channel === null && state.channels?.some((one) => one.name === key));
  const connected = useEngine((state) => state.connection === 'live');
  useEffect(() => () => channels.forget(key), [channels, key]);
  const fields = CHANNEL_FIELDS[type];
  const fault = pointedInChannel(refused, key);
  const hasField = fields.some((one) => one.key === fault.key);
  const why = !connected ? 'Not connected to Signalbox' : busy ? 'The change is on its way' : null;
  const cannotSave =
    why ?? (key === '' ? 'It needs a name' : isTaken === true ? `There is a channel ${key} already` : null);

  const save = async (): Promise<void> => {
    try {
      const change = {
        ...(channel === null ? { type } : {}),
        ...channelChange(type, draft, settings),
        ...differing('fromSeverity', from, channel?.from_severity ?? 'warning'),
        ...differing('resolved', resolved, channel?.resolved ?? true),
        ...differing('summary', summary, channel?.summary ?? false),
      };
      setWrong(null);
      const isSame = Object.keys(change).length === 0;
      if (isSame || (await channels.save(key, change))) onSaved();
    } catch (error) {
      setWrong(`The template is no JSON: ${error instanceof Error ? error.message : String(error)}`);
    }
  };

  return (
    <div>
      <fieldset className={form['group']}>
        <legend>{channel === null ? 'A new channel' : `Change ${channel.name}`}</legend>
        {channel === null && (
          <div className={form['row']}>
            <TextField
              label="Name"
              hint="letters, digits, dots, _ and -"
              value={name}
              placeholder="ops"
              onText={setName}
            />
            <Field label="Type">
              {(ids) => (
                <Select
                  {...ids}
                  value={type}
                  onChoose={(value) => {
                    const chosen = TYPES.find(([one]) => one === value)?.[0] as ChannelType | undefined;
                    setType(chosen ?? 'webhook');
                    setDraft(draftOfChannel(chosen ?? 'webhook', NOTHING));
                  }}
                  choices={TYPES.map(([value, words]) => ({ value, words }))}
                />
              )}
            </Field>
          </div>
        )}
        {[false, true].map((isFlag) => (
          <div key={String(isFlag)} className={form['row']}>
            {fields
              .filter(({ kind }) => (kind === 'flag') === isFlag)
              .filter((one) => isWhole || !one.isRare || draft[one.key] !== '' || one.key === fault.key)
              .map((one) => (
                <Input
                  key={one.key}
                  field={one}
                  value={draft[one.key] ?? ''}
                  fault={fault.key === one.key ? fault.says : null}
                  onChange={(value) => setDraft((before) => ({ ...before, [one.key]: value }))}
                />
              ))}
          </div>
        ))}
        {!isWhole && fields.some(({ isRare }) => isRare) && (
          <div>
            <Button look="quiet" onClick={() => setWhole(true)}>
              More settings
            </Button>
          </div>
        )}
        <div className={form['row']}>
          <Field label="Takes alerts from">
            {(ids) => (
              <Select
                {...ids}
                value={from}
                onChoose={(value) => setFrom(SEVERITIES.find((severity) => severity === value) ?? 'warning')}
                choices={SEVERITIES.filter((severity) => severity !== 'info').map((severity) => ({
                  value: severity,
                  words: severity === 'critical' ? severity : `${severity} on`,
                }))}
              />
            )}
          </Field>
        </div>
        <div className={form['row']}>
          <Check label="Tell when it is over" checked={resolved} onCheck={setResolved} />
          <Check label="Send the summary of the day" checked={summary} onCheck={setSummary} />
        </div>
      </fieldset>
      <div className={form['buttons']}>
        <Button look="primary" why={cannotSave} onClick={() => void save()}>
          Save
        </Button>
        <Button look="quiet" onClick={onClose}>
          Cancel
        </Button>
        <span className="grow" />
        {channel !== null && Object.keys(settings).length > 0 && (
          <Button why={why} onClick={() => setAsked(true)}>
            {channel.type === 'native' ? 'Back to Signalbox’s' : 'Remove the channel'}
          </Button>
        )}
        <p className={form['refused']} role="alert">
          {wrong ?? (hasField ? null : fault.says)}
        </p>
      </div>
      <Question
        opened={asked}
        question={
          channel?.type === 'native' ? 'Take out what the file says of it?' : `Remove the channel ${key}?`
        }
        yes={channel?.type === 'native' ? 'Take out' : 'Remove'}
        onYes={() => {
          void channels.save(key, null).then((done) => {
            if (done) onClose();
          });
        }}
        onClose={() => setAsked(false)}
      >
        <p>Its settings are taken out of the file. A copy of the file is kept beforehand.</p>
      </Question>
    </div>
  );
}

function differing(key: string, value: unknown, before: unknown): Readonly<Record<string, unknown>> {
  return value === before ? {} : { [key]: value };
}

interface InputProps {
  readonly field: ChannelField;
  readonly value: string | boolean;
  readonly fault: string | null;
  readonly onChange: (value: string | boolean) => void;
}

const ROWS: Partial<Record<ChannelField['kind'], number>> = { lines: 2, pairs: 2, json: 4 };

function Input({ field: { label, hint, placeholder, kind, byDefault }, value, fault, onChange }: InputProps) {
  if (typeof value === 'boolean') return <Check label={label} checked={value} onCheck={onChange} />;
  const rows = ROWS[kind];
  return (
    <TextField
      label={label}
      hint={hint}
      fault={fault}
      value={value}
      placeholder={placeholder === '' ? byDefault : placeholder}
      onText={onChange}
      {...(rows === undefined ? {} : { rows })}
    />
  );
}
