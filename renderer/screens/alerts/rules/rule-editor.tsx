import { useEffect, useRef, useState } from 'react';
import type { AlertRule, RuleSettings } from '#contract/alert-rule.ts';
import { Box } from '../../../parts/box.tsx';
import { Button, IconButton } from '../../../parts/button.tsx';
import { Question } from '../../../parts/question.tsx';
import { useEngine, useRules, useStores } from '../../../store/stores.ts';
import form from '../form/form.module.css';
import { ConditionFields } from './condition-fields.tsx';
import { NewRuleFields } from './new-rule-fields.tsx';
import { changedSettings, draftOf, NEW_RULE, newSettings, pointed, type RuleDraft } from './rule-draft.ts';
import { RulePreview } from './rule-preview.tsx';
import css from './rules.module.css';
import { TellingFields } from './telling-fields.tsx';

interface Props {
  /** Null writes a new one. */
  readonly rule: AlertRule | null;
  readonly onClose: () => void;
  readonly onSaved: (name: string) => void;
}

/** Everything that a person may change of a rule, for all servers or for the one whose rules are shown. */
export function RuleEditor({ rule, onClose, onSaved }: Props) {
  const { rules } = useStores();
  const server = useRules((state) => state.server);
  const [draft, setDraft] = useState<RuleDraft>(() => beginning(rule));
  const change = (part: Partial<RuleDraft>): void => setDraft((before) => ({ ...before, ...part }));
  // What was saved, here or elsewhere, is what the form begins with.
  const written = JSON.stringify(rule);
  const known = useRef(written);
  useEffect(() => {
    if (known.current === written || rule === null) return;
    known.current = written;
    setDraft(draftOf(rule));
  }, [written, rule]);
  const name = rule?.name ?? draft.name.trim();
  const tryName = name === '' ? 'new_rule' : name;
  const settings = rule === null ? newSettings(draft) : changedSettings(rule, draft);
  const refused = useRules((state) => state.refused.get(name));
  const tried = useRules((state) => state.previewProblem);
  const fault = pointed(refused ?? tried ?? '', tryName);
  const faultOf = (key: string): string | null => (fault.key === key ? fault.says : null);
  useEffect(() => () => rules.forget(name), [rules, name]);
  const isElsewhere = server !== null && rule?.scope === 'machine';
  const heading = rule === null ? 'A rule of your own' : rule.title;
  return (
    <Box
      heading={server === null ? heading : `${heading}, for ${server}`}
      className={css['editor'] ?? ''}
      aside={
        <>
          <span className="grow" />
          <IconButton icon="close" label="Close the editor" onClick={onClose} />
        </>
      }
    >
      {isElsewhere ? (
        <p className={css['nothing']}>This rule looks at the machine: change it for all servers.</p>
      ) : (
        <div className={`${css['form']} ${css['scroll']}`}>
          {rule === null && <NewRuleFields draft={draft} faultOf={faultOf} onChange={change} />}
          <ConditionFields rule={rule} draft={draft} faultOf={faultOf} onChange={change} />
          <TellingFields rule={rule} draft={draft} faultOf={faultOf} onChange={change} />
          <Buttons
            rule={rule}
            name={name}
            settings={settings}
            // What has a field of its own is told there.
            refused={
              fault.says === '' || (fault.key !== null && FIELDS.includes(fault.key)) ? null : fault.says
            }
            onReset={() => setDraft(beginning(rule))}
            onSaved={onSaved}
            onClose={onClose}
          />
          <RulePreview rule={rule} name={tryName} settings={settings} />
        </div>
      )}
    </Box>
  );
}

/** Where a new rule ends is left to move with where it begins. */
function beginning(rule: AlertRule | null): RuleDraft {
  return rule === null ? { ...draftOf(NEW_RULE), exit: '' } : draftOf(rule);
}

/** Keys of the file that have a field of their own, where it is told what is wrong with them. */
const FIELDS = [
  'above',
  'below',
  'rise',
  'pattern',
  'count',
  'within',
  'exit',
  'for',
  'worse',
  'severity',
  'channels',
  'remedy',
  'servers',
  'signal',
  'title',
];

interface ButtonsProps {
  readonly rule: AlertRule | null;
  readonly name: string;
  readonly settings: RuleSettings;
  readonly refused: string | null;
  readonly onReset: () => void;
  readonly onSaved: (name: string) => void;
  readonly onClose: () => void;
}

function Buttons({ rule, name, settings, refused, onReset, onSaved, onClose }: ButtonsProps) {
  const { rules } = useStores();
  const server = useRules((state) => state.server);
  const saving = useRules((state) => state.saving.has(name));
  const connected = useEngine((state) => state.connection === 'live');
  const [asked, setAsked] = useState(false);
  const isTaken = useRules((state) => rule === null && state.rules?.some((one) => one.name === name));
  const isUnchanged = rule !== null && Object.keys(settings).length === 0;
  const said = server === null ? (rule?.set ?? []) : (rule?.set_for_server ?? []);
  const isOwnHere = rule?.own === true && (server === null || rule.set.length === 0);
  const busy = !connected ? 'Not connected to Signalbox' : saving ? 'The change is on its way' : null;
  const cannotSave =
    busy ??
    (name === ''
      ? 'It needs a name'
      : isTaken === true
        ? `There is a rule ${name} already`
        : isUnchanged
          ? 'Nothing is changed'
          : null);
  const save = async (): Promise<void> => {
    if (await rules.save(name, settings)) onSaved(name);
  };
  const takeOut = async (): Promise<void> => {
    if (!(await rules.save(name, null))) return;
    if (isOwnHere) onClose();
    else onReset();
  };
  return (
    <div className={form['buttons']}>
      <Button look="primary" why={cannotSave} onClick={() => void save()}>
        Save
      </Button>
      {rule !== null && !isUnchanged && (
        <Button look="quiet" onClick={onReset}>
          Undo
        </Button>
      )}
      <span className="grow" />
      {rule !== null && said.length > 0 && (
        <Button why={busy} onClick={() => setAsked(true)}>
          {isOwnHere ? 'Remove the rule' : server === null ? 'Back to Signalbox’s' : `Back to that of all`}
        </Button>
      )}
      <p className={form['refused']} role="alert">
        {refused}
      </p>
      <Question
        opened={asked}
        question={isOwnHere ? `Remove the rule ${name}?` : `Take out what the file says of ${name}?`}
        yes={isOwnHere ? 'Remove' : 'Take out'}
        onYes={() => void takeOut()}
        onClose={() => setAsked(false)}
      >
        <p>
          The file says of it{server === null ? '' : ` for ${server}`}: {said.join(', ')}. A copy of the file
          is kept beforehand.
        </p>
      </Question>
    </div>
  );
}
