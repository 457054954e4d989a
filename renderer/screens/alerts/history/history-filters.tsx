import { useState } from 'react';
import type { AlertType, Severity } from '#contract/alert.ts';
import { ALERT_TYPE_WORDS, SEVERITIES } from '../../../format/alert-words.ts';
import { Button, IconButton } from '../../../parts/button.tsx';
import { Question } from '../../../parts/question.tsx';
import { saveFile } from '../../../parts/save-file.ts';
import { type Choice, Select } from '../../../parts/select.tsx';
import { ANY_ALERT } from '../../../store/alerts/past-alerts-store.ts';
import { problemOf } from '../../../store/problem.ts';
import { useEngine, usePastAlerts, useStores } from '../../../store/stores.ts';
import { alertsFile } from './alerts-file.ts';
import css from './history.module.css';

const SPANS: readonly Choice[] = [
  { value: '1', words: 'last 24 h' },
  { value: '7', words: 'last 7 days' },
  { value: '30', words: 'last 30 days' },
  { value: '366', words: 'last year' },
];
const SEVERITY_CHOICES: readonly Choice[] = [
  { value: '', words: 'any severity' },
  ...SEVERITIES.map((severity) => ({ value: severity, words: severity })),
];
const TYPE_CHOICES: readonly Choice[] = [
  { value: '', words: 'any kind' },
  ...Object.entries(ALERT_TYPE_WORDS).map(([value, words]) => ({ value, words })),
];

/** Which alerts are listed, and what can be done with them. */
export function HistoryFilters() {
  const { pastAlerts, alertCommands, commands } = useStores();
  const choice = usePastAlerts((state) => state.choice);
  const order = useEngine((state) => state.order);
  const connected = useEngine((state) => state.connection === 'live');
  const [asks, setAsks] = useState(false);
  const why = connected ? null : 'Not connected to Signalbox';
  const servers = choice.server === null || order.includes(choice.server) ? order : [...order, choice.server];
  const isNarrowed = JSON.stringify(choice) !== JSON.stringify(ANY_ALERT);
  const whose = choice.server === null ? 'all servers' : choice.server;
  const save = async (): Promise<void> => {
    try {
      saveFile('alerts.csv', alertsFile(await pastAlerts.whole()), 'text/csv');
    } catch (error) {
      commands.refuse('Can’t export the alerts', problemOf(error).message);
    }
  };
  return (
    <search className={css['filters']} aria-label="Alert search">
      <Select
        aria-label="Server"
        choices={[
          { value: '', words: 'all servers' },
          ...servers.map((name) => ({ value: name, words: name })),
        ]}
        value={choice.server ?? ''}
        onChoose={(value) => pastAlerts.choose({ server: value === '' ? null : value })}
      />
      <Select
        aria-label="Severity"
        choices={SEVERITY_CHOICES}
        value={choice.severity ?? ''}
        onChoose={(value) => pastAlerts.choose({ severity: value === '' ? null : (value as Severity) })}
      />
      <Select
        aria-label="Kind"
        choices={TYPE_CHOICES}
        value={choice.type ?? ''}
        onChoose={(value) => pastAlerts.choose({ type: value === '' ? null : (value as AlertType) })}
      />
      <Select
        aria-label="Span"
        choices={SPANS}
        value={String(choice.days)}
        onChoose={(value) => pastAlerts.choose({ days: Number(value) })}
      />
      {isNarrowed && (
        <IconButton icon="close" label="Show all alerts" onClick={() => pastAlerts.choose(ANY_ALERT)} />
      )}
      <span className="grow" />
      <Button look="quiet" why={why} onClick={() => setAsks(true)}>
        Clear…
      </Button>
      <Button look="quiet" aria-label="Export as CSV" why={why} onClick={() => void save()}>
        CSV
      </Button>
      <Question
        opened={asks}
        onClose={() => setAsks(false)}
        question={`Clear the alerts of ${whose}?`}
        yes="Clear them"
        onYes={() => void alertCommands.clear(choice.server)}
      >
        <p>
          Takes what is open of {whose} off the list. What is still wrong fires again once it has ended, or
          when it gets worse. The history keeps what was.
        </p>
      </Question>
    </search>
  );
}
