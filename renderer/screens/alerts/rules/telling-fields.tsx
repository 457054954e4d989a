import type { Severity } from '#contract/alert.ts';
import { SEVERITIES } from '../../../format/alert-words.ts';
import { isYesOrNo } from '../../../format/rule-words.ts';
import { Pill } from '../../../parts/pill.tsx';
import { Select } from '../../../parts/select.tsx';
import { useRules } from '../../../store/stores.ts';
import { Check, Field, TextField } from '../form/field.tsx';
import form from '../form/form.module.css';
import type { FieldsProps } from './fields.ts';
import type { RuleDraft } from './rule-draft.ts';

const SEVERITY_CHOICES = SEVERITIES.map((severity) => ({
  value: severity,
  words: severity === 'info' ? 'info: nobody is notified' : severity,
}));

const REMEDIES: readonly { readonly value: RuleDraft['remedy']; readonly words: string }[] = [
  { value: 'none', words: 'nothing' },
  { value: 'restart', words: 'restart the server' },
  { value: 'diagnose', words: 'write diagnostics into a file' },
  { value: 'reap', words: 'end what is left of old processes' },
  { value: 'run', words: 'run a command' },
];

function asSeverity(value: string): Severity {
  return SEVERITIES.find((severity) => severity === value) ?? 'warning';
}

/** How severe it is, who is told, and what is done about it. */
export function TellingFields({ rule, draft, faultOf, onChange }: FieldsProps) {
  const server = useRules((state) => state.server);
  const isLimit = draft.kind === 'above' || draft.kind === 'below';
  const hasFigure = isLimit && !(rule !== null && isYesOrNo(rule));
  const isMachine = rule?.scope === 'machine';
  return (
    <>
      <fieldset className={form['group']}>
        <legend>How severe</legend>
        <div className={form['row']}>
          <Field label="Severity" fault={faultOf('severity')}>
            {(ids) => (
              <Select
                {...ids}
                value={draft.severity}
                onChoose={(value) => onChange({ severity: asSeverity(value) })}
                choices={SEVERITY_CHOICES}
              />
            )}
          </Field>
          {hasFigure && (
            <>
              <TextField
                label="Worse from"
                hint="a figure; empty for never"
                fault={faultOf('worse')}
                value={draft.worseAt}
                onText={(worseAt) => onChange({ worseAt })}
              />
              {draft.worseAt.trim() !== '' && (
                <>
                  <TextField
                    label="Held for"
                    value={draft.worseFor}
                    onText={(worseFor) => onChange({ worseFor })}
                  />
                  <Field label="Then it is">
                    {(ids) => (
                      <Select
                        {...ids}
                        value={draft.worseSeverity}
                        onChoose={(value) => onChange({ worseSeverity: asSeverity(value) })}
                        choices={SEVERITY_CHOICES.filter(({ value }) => value !== 'info')}
                      />
                    )}
                  </Field>
                </>
              )}
            </>
          )}
        </div>
      </fieldset>
      <fieldset className={form['group']}>
        <legend>Who is told</legend>
        <Check
          label="Notify; otherwise it is shown here only"
          checked={draft.notify}
          onCheck={(notify) => onChange({ notify })}
        />
        {draft.notify && <Channels draft={draft} onChange={onChange} />}
        {faultOf('channels') !== null && <p className={form['fault']}>{faultOf('channels')}</p>}
        {server === null && !isMachine && (
          <TextField
            label="For the servers"
            hint="names with commas between them; * stands for any characters"
            fault={faultOf('servers')}
            value={draft.servers}
            onText={(servers) => onChange({ servers })}
          />
        )}
      </fieldset>
      <fieldset className={form['group']}>
        <legend>What is done without asking</legend>
        <div className={form['row']}>
          <Field label="Remedy" fault={faultOf('remedy')}>
            {(ids) => (
              <Select
                {...ids}
                value={draft.remedy}
                onChoose={(value) =>
                  onChange({ remedy: REMEDIES.find((one) => one.value === value)?.value ?? 'none' })
                }
                choices={
                  isMachine ? REMEDIES.filter(({ value }) => value === 'none' || value === 'run') : REMEDIES
                }
              />
            )}
          </Field>
          {draft.remedy !== 'none' && (
            <TextField
              label="At most, in an hour"
              value={draft.maxPerHour}
              onText={(maxPerHour) => onChange({ maxPerHour })}
            />
          )}
          {draft.remedy === 'run' && (
            <>
              <TextField label="Command" value={draft.command} onText={(command) => onChange({ command })} />
              <TextField
                label="Arguments"
                hint="one on each line"
                rows={2}
                value={draft.args}
                onText={(args) => onChange({ args })}
              />
            </>
          )}
        </div>
      </fieldset>
    </>
  );
}

function Channels({ draft, onChange }: Pick<FieldsProps, 'draft' | 'onChange'>) {
  const known = useRules((state) => state.channels);
  const { channels } = draft;
  const toggle = (name: string): void => {
    const now = channels ?? [];
    const next = now.includes(name) ? now.filter((one) => one !== name) : [...now, name];
    onChange({ channels: next.length === 0 ? null : next });
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a frame of its own
    <div role="group" aria-label="Channels" className={form['row']}>
      <Pill on={channels === null} onClick={() => onChange({ channels: null })}>
        those that take its severity
      </Pill>
      {known.map((name) => (
        <Pill key={name} on={channels?.includes(name) === true} onClick={() => toggle(name)}>
          {name}
        </Pill>
      ))}
    </div>
  );
}
