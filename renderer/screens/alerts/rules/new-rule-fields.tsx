import { useState } from 'react';
import { SIGNAL_NAMES, SIGNALS } from '#contract/alert-signal.ts';
import { ALERT_TYPE_WORDS } from '../../../format/alert-words.ts';
import { Select } from '../../../parts/select.tsx';
import { Field, TextField } from '../form/field.tsx';
import form from '../form/form.module.css';
import type { FieldsProps } from './fields.ts';

const LOG = 'log';
const CUSTOM = 'custom:';

/** What a rule of one's own is called, and what it looks at. */
export function NewRuleFields({ draft, faultOf, onChange }: Omit<FieldsProps, 'rule'>) {
  const [metric, setMetric] = useState('');
  const looksAt = draft.kind === 'log' ? LOG : draft.signal.startsWith(CUSTOM) ? CUSTOM : draft.signal;
  const choose = (value: string): void => {
    if (value === LOG) onChange({ kind: 'log', type: 'logs' });
    else {
      const kind = draft.kind === 'log' ? 'above' : draft.kind;
      onChange({
        kind,
        figure: '',
        exit: '',
        type: 'custom',
        signal: value === CUSTOM ? `${CUSTOM}${metric}` : value,
      });
    }
  };
  return (
    <fieldset className={form['group']}>
      <legend>What it is</legend>
      <div className={form['row']}>
        <TextField
          label="Name"
          hint="small letters, digits and _, as it will stand in the file"
          value={draft.name}
          placeholder="queue_is_long"
          onText={(name) => onChange({ name })}
        />
        <TextField
          label="Title"
          hint="what people read; made of the name when left empty"
          fault={faultOf('title')}
          value={draft.title}
          onText={(title) => onChange({ title })}
        />
        <Field label="Kind of trouble" fault={faultOf('type')}>
          {(ids) => (
            <Select
              {...ids}
              value={draft.type}
              onChoose={(value) =>
                onChange({ type: TYPES.find(([type]) => type === value)?.[0] ?? 'custom' })
              }
              choices={TYPES.map(([type, words]) => ({ value: type, words }))}
            />
          )}
        </Field>
      </div>
      <div className={form['row']}>
        <Field label="Looks at" fault={looksAt === CUSTOM ? null : faultOf('signal')}>
          {(ids) => (
            <Select
              {...ids}
              value={looksAt}
              onChoose={choose}
              choices={[
                ...SIGNAL_NAMES.map((signal) => ({ value: signal, words: SIGNALS[signal].title })),
                { value: CUSTOM, words: 'a metric of the server’s own' },
                { value: LOG, words: 'lines of its log' },
              ]}
            />
          )}
        </Field>
        {looksAt === CUSTOM && (
          <TextField
            label="Metric"
            hint="as the server’s command prints it"
            fault={faultOf('signal')}
            value={metric}
            placeholder="queue_depth"
            onText={(text) => {
              setMetric(text);
              onChange({ signal: `${CUSTOM}${text.trim()}` });
            }}
          />
        )}
      </div>
    </fieldset>
  );
}

type Type = keyof typeof ALERT_TYPE_WORDS;
const TYPES = Object.entries(ALERT_TYPE_WORDS) as (readonly [Type, string])[];
