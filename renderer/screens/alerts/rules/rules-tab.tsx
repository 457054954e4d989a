import { useEffect, useState } from 'react';
import type { AlertType } from '#contract/alert.ts';
import type { AlertRule } from '#contract/alert-rule.ts';
import { ALERT_TYPE_WORDS } from '../../../format/alert-words.ts';
import { Box } from '../../../parts/box.tsx';
import { Button } from '../../../parts/button.tsx';
import { Select } from '../../../parts/select.tsx';
import { useEngine, useRules, useStores } from '../../../store/stores.ts';
import { useReturnFocus } from '../form/use-return-focus.ts';
import { RuleEditor } from './rule-editor.tsx';
import { RuleRow } from './rule-row.tsx';
import css from './rules.module.css';

/** Stands for a rule that is being written; no rule can have this name. */
const NEW = '+new';

const buttonId = (name: string): string => `alert-rule-${name}`;

/** Which rules there are, when they fire, and what the file says of them. */
export function RulesTab() {
  const { rules: store } = useStores();
  useEffect(() => store.open(), [store]);
  const rules = useRules((state) => state.rules);
  const server = useRules((state) => state.server);
  const problem = useRules((state) => state.problem);
  const order = useEngine((state) => state.order);
  const live = useEngine((state) => state.connection === 'live');
  const [chosen, setChosen] = useState<string | null>(null);
  useReturnFocus(chosen, buttonId);
  const edited = rules?.find(({ name }) => name === chosen) ?? null;
  const isOpen = edited !== null || chosen === NEW;
  return (
    <div className={css['tab']} data-editing={isOpen}>
      <p role="alert" className={css['problem']}>
        {problem !== null && live && `The rules can’t be shown: ${problem}`}
      </p>
      <Box
        heading="Rules"
        className={css['list'] ?? ''}
        aside={
          <>
            <Select
              aria-label="Whose rules"
              value={server ?? ''}
              onChoose={(name) => {
                setChosen(null);
                store.choose(name === '' ? null : name);
              }}
              choices={[
                { value: '', words: 'for all servers' },
                ...order.map((name) => ({ value: name, words: `for ${name}` })),
              ]}
            />
            <span className="grow" />
            <Button id={buttonId(NEW)} onClick={() => setChosen(NEW)}>
              Add a rule
            </Button>
          </>
        }
      >
        <div className={css['scroll']}>
          {rules !== null &&
            byType(rules).map(([type, group]) => (
              <div key={type} className={css['group']}>
                <h3>{ALERT_TYPE_WORDS[type]}</h3>
                <ul aria-label={`Rules about ${ALERT_TYPE_WORDS[type]}`}>
                  {group.map((rule) => (
                    <RuleRow
                      key={rule.name}
                      id={buttonId(rule.name)}
                      rule={rule}
                      chosen={rule.name === chosen}
                      onChoose={() => setChosen(rule.name === chosen ? null : rule.name)}
                    />
                  ))}
                </ul>
              </div>
            ))}
        </div>
      </Box>
      {isOpen && (
        <RuleEditor
          // Another rule is another form.
          key={`${chosen} of ${server}`}
          rule={edited}
          onClose={() => setChosen(null)}
          onSaved={(name) => setChosen(name)}
        />
      )}
    </div>
  );
}

/** In the order in which the types first come. */
function byType(rules: readonly AlertRule[]): readonly (readonly [AlertType, readonly AlertRule[]])[] {
  const groups = new Map<AlertType, AlertRule[]>();
  for (const rule of rules) groups.set(rule.type, [...(groups.get(rule.type) ?? []), rule]);
  return [...groups];
}
