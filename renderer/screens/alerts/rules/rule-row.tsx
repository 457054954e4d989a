import type { AlertRule } from '#contract/alert-rule.ts';
import { ALERT_LAMPS } from '../../../format/alert-words.ts';
import { conditionWords, isYesOrNo } from '../../../format/rule-words.ts';
import { Lamp } from '../../../parts/lamp.tsx';
import { Switch } from '../../../parts/switch.tsx';
import { useEngine, useRules, useStores } from '../../../store/stores.ts';
import { setWords, signalTitle } from './rule-facts.ts';
import css from './rules.module.css';

interface Props {
  /** Of the button that opens its form. */
  readonly id: string;
  readonly rule: AlertRule;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

/** One rule in a line: when it fires, how severe that is, and whether it is on. */
export function RuleRow({ id, rule, chosen, onChoose }: Props) {
  const { rules } = useStores();
  const { name, title, severity, enabled, notify, scope } = rule;
  const server = useRules((state) => state.server);
  const connected = useEngine((state) => state.connection === 'live');
  const saving = useRules((state) => state.saving.has(name));
  const refused = useRules((state) => state.refused.get(name));
  const isElsewhere = server !== null && scope === 'machine';
  const said = setWords(rule, server);
  return (
    <li className={css['rule']} data-off={!enabled} data-chosen={chosen}>
      <button id={id} type="button" className={css['choose']} aria-expanded={chosen} onClick={onChoose}>
        <Lamp lamp={enabled ? ALERT_LAMPS[severity] : 'off'} label={enabled ? severity : 'off'} />
        <span className={css['words']}>
          <b>{title}</b>
          <span className={css['condition']}>
            {whatWords(rule)}
            {conditionWords(rule)}
          </span>
          <span className={css['facts']}>
            <span className="mono">{name}</span>
            <span>{notify || severity === 'info' ? severity : `${severity}, shown only`}</span>
            {said !== null && <span className={css['set']}>{said}</span>}
          </span>
        </span>
      </button>
      <Switch
        on={enabled}
        label={`${title} (${name})`}
        title={isElsewhere ? 'It looks at the machine: switch it for all servers' : enabled ? 'On' : 'Off'}
        blocked={!connected || saving || isElsewhere}
        onSwitch={(on) => void rules.save(name, { enabled: on })}
      />
      <p className={css['refused']} role="alert">
        {!chosen && refused}
      </p>
    </li>
  );
}

/** "Memory: from 2 GB up", "Memory rises by 500 MB". */
function whatWords(rule: AlertRule): string {
  const title = signalTitle(rule);
  if (title === '' || isYesOrNo(rule)) return '';
  return rule.condition.kind === 'above' || rule.condition.kind === 'below' ? `${title}: ` : `${title} `;
}
