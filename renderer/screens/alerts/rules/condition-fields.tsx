import type { AlertRule } from '#contract/alert-rule.ts';
import { isYesOrNo } from '../../../format/rule-words.ts';
import { Select } from '../../../parts/select.tsx';
import { Field, TextField } from '../form/field.tsx';
import form from '../form/form.module.css';
import type { FieldsProps } from './fields.ts';
import { isKnownFlag, type RuleKind, unitOf } from './rule-draft.ts';
import { signalTitle } from './rule-facts.ts';

const KINDS: readonly { readonly value: RuleKind; readonly words: string }[] = [
  { value: 'above', words: 'it is above' },
  { value: 'below', words: 'it is below' },
  { value: 'rise', words: 'it rises by' },
  { value: 'absent', words: 'it is missing' },
];

const EXAMPLES: Readonly<Record<AlertRule['unit'], string>> = {
  bytes: 'such as 512MB or 1.5GB',
  percent: 'such as 80%',
  milliseconds: 'such as 500ms or 2s',
  seconds: 'such as 30s or 2h',
  count: 'a plain number',
  none: 'a plain number',
};

/** When the rule fires. */
export function ConditionFields({ rule, draft, faultOf, onChange }: FieldsProps) {
  const isFlag = rule === null ? draft.kind !== 'log' && isKnownFlag(draft.signal) : isYesOrNo(rule);
  const unit = rule?.unit ?? unitOf(draft.signal);
  const isLimit = draft.kind === 'above' || draft.kind === 'below';
  const what = rule === null ? '' : signalTitle(rule);
  return (
    <fieldset className={form['group']}>
      <legend>Fires when{what === '' ? '' : ` (${what})`}</legend>
      <div className={form['row']}>
        {!isFlag && draft.kind !== 'log' && (
          <Field label="Condition">
            {(ids) => (
              <Select
                {...ids}
                value={draft.kind}
                onChoose={(value) =>
                  onChange({ kind: KINDS.find((kind) => kind.value === value)?.value ?? 'above', exit: '' })
                }
                choices={KINDS}
              />
            )}
          </Field>
        )}
        {!isFlag && (isLimit || draft.kind === 'rise') && (
          <TextField
            label={draft.kind === 'rise' ? 'By' : 'Figure'}
            hint={EXAMPLES[unit]}
            fault={faultOf(draft.kind)}
            value={draft.figure}
            onText={(figure) => onChange({ figure })}
          />
        )}
        {draft.kind === 'log' && (
          <>
            <TextField
              label="A line of the log matches"
              hint="a regular expression, upper and lower case alike"
              fault={faultOf('pattern')}
              value={draft.pattern}
              onText={(pattern) => onChange({ pattern })}
            />
            <TextField
              label="So many lines"
              fault={faultOf('count')}
              value={draft.count}
              onText={(count) => onChange({ count })}
            />
          </>
        )}
        {(draft.kind === 'log' || draft.kind === 'rise') && !isFlag && (
          <TextField
            label="Within"
            hint="such as 5m"
            fault={faultOf('within')}
            value={draft.within}
            onText={(within) => onChange({ within })}
          />
        )}
        <TextField
          label="For"
          hint="how long it must hold; 0s fires at once"
          fault={faultOf('for')}
          value={draft.holds}
          onText={(holds) => onChange({ holds })}
        />
        {isLimit && !isFlag && (
          <TextField
            label={draft.kind === 'above' ? 'Over when below' : 'Over when above'}
            hint={rule === null ? '10 % off when left empty' : 'moves with the figure where it is left'}
            fault={faultOf('exit')}
            value={draft.exit}
            onText={(exit) => onChange({ exit })}
          />
        )}
      </div>
    </fieldset>
  );
}
