import { expect, test } from 'vitest';
import type { AlertRule } from '#contract/alert-rule.ts';
import { conditionWords, figureInFile, figureWords } from '../../../../renderer/format/rule-words.ts';
import {
  changedSettings,
  draftOf,
  NEW_RULE,
  newSettings,
  pointed,
  type RuleDraft,
} from '../../../../renderer/screens/alerts/rules/rule-draft.ts';

const MEMORY: AlertRule = {
  ...NEW_RULE,
  name: 'high_memory',
  title: 'Memory is high',
  type: 'high_memory',
  severity: 'info',
  own: false,
};
const CPU: AlertRule = {
  ...MEMORY,
  name: 'high_cpu',
  signal: 'cpu_percent',
  unit: 'percent',
  condition: { kind: 'above', enter: 80, exit: 70 },
  for_seconds: 300,
  worse: { at: 90, for_seconds: 600, severity: 'warning' },
};

const changed = (part: Partial<RuleDraft>, rule: AlertRule = MEMORY) =>
  changedSettings(rule, { ...draftOf(rule), ...part });

test('a form that nobody touched changes nothing', () => {
  expect(changed({})).toEqual({});
  expect(changed({}, CPU)).toEqual({});
});

test('only what was changed is written, in the words of the file', () => {
  expect(changed({ holds: '5m', severity: 'error' })).toEqual({ for: '5m', severity: 'error' });
  expect(changed({ exit: '1GB' })).toEqual({ exit: '1GB' });
  expect(changed({ notify: false, channels: ['ops'] })).toEqual({ notify: false, channels: ['ops'] });
  expect(changed({ worseAt: '' }, CPU)).toEqual({ worse: false });
  expect(changed({ worseAt: '95' }, CPU)).toEqual({ worse: { at: 95, for: '10m', severity: 'warning' } });
  expect(changed({ servers: 'db-*, web' })).toEqual({ servers: ['db-*', 'web'] });
});

test('where a rule ends is left to move with where it begins, unless somebody says where', () => {
  expect(changed({ figure: '3GB' })).toEqual({ above: '3GB', exit: null });
  expect(changed({ figure: '3GB', exit: '2GB' })).toEqual({ above: '3GB', exit: '2GB' });
});

test('another kind of condition takes the keys of the old one out', () => {
  expect(changed({ kind: 'rise', figure: '500MB', exit: '', within: '10m' })).toEqual({
    above: null,
    below: null,
    absent: null,
    pattern: null,
    exit: null,
    count: null,
    rise: '500MB',
    within: '10m',
  });
});

test('a remedy is written with what it needs', () => {
  expect(changed({ remedy: 'restart' })).toEqual({ remedy: { do: 'restart', maxPerHour: 2 } });
  expect(changed({ remedy: 'run', command: 'page', args: '-x\nops', maxPerHour: '1' })).toEqual({
    remedy: { do: 'run', command: 'page', args: ['-x', 'ops'], maxPerHour: 1 },
  });
  const restarting: AlertRule = {
    ...MEMORY,
    remedy: { do: 'restart', command: null, args: [], max_per_hour: 2 },
  };
  expect(changed({ remedy: 'none' }, restarting)).toEqual({ remedy: false });
});

test('a new rule says all that it needs and leaves the rest to its defaults', () => {
  const draft = draftOf(NEW_RULE);
  expect(newSettings({ ...draft, name: 'big', figure: '3GB', exit: '' })).toEqual({
    signal: 'memory_bytes',
    above: '3GB',
    for: '1m',
    severity: 'warning',
  });
  const log = { kind: 'log', pattern: 'out of memory', type: 'logs', title: 'It ran out' } as const;
  expect(newSettings({ ...draft, ...log, holds: '0s' })).toEqual({
    title: 'It ran out',
    type: 'logs',
    pattern: 'out of memory',
    count: 1,
    within: '5m',
    for: '0s',
    severity: 'warning',
  });
  expect(newSettings({ ...draft, signal: 'hung', holds: '1m' })).toEqual({
    signal: 'hung',
    for: '1m',
    severity: 'warning',
  });
});

test('a refusal is told at the field that it is about', () => {
  expect(pointed('alerts.rules.high_memory.above must be a size', 'high_memory')).toEqual({
    key: 'above',
    says: 'must be a size',
  });
  expect(pointed('mcpServers.my.db.alerts.rules.slow.worse.at must not be below 3', 'slow')).toEqual({
    key: 'worse',
    says: 'at must not be below 3',
  });
  expect(pointed('alerts.rules.Big is no name for a rule', 'Big')).toEqual({
    key: null,
    says: 'It is no name for a rule',
  });
  expect(pointed('the file is broken', 'slow')).toEqual({ key: null, says: 'the file is broken' });
});

test('a rule is told in words', () => {
  expect(conditionWords(CPU)).toBe(
    'from 80 % up for 5 min, until below 70 %; from 90 % for 10 min a warning',
  );
  expect(conditionWords(MEMORY)).toBe('from 2 GB up for 1 min, until below 1.8 GB');
  const flag: AlertRule = { ...MEMORY, unit: 'none', condition: { kind: 'above', enter: 1, exit: 1 } };
  expect(conditionWords({ ...flag, for_seconds: 0 })).toBe('Fires at once');
  const log = { kind: 'log', pattern: 'oom', count: 3, window_seconds: 300 } as const;
  expect(conditionWords({ ...MEMORY, condition: log, for_seconds: 0 })).toBe(
    '3 lines match /oom/ within 5 min',
  );
});

test('figures stand in the form as the file would have them', () => {
  const written = [
    figureInFile(1_024_000_000, 'bytes'),
    figureInFile(1_500_000_000, 'bytes'),
    figureInFile(2 * 1024 ** 3, 'bytes'),
    figureInFile(80, 'percent'),
    figureInFile(3600, 'seconds'),
    figureInFile(2500, 'milliseconds'),
    figureInFile(3, 'count'),
  ];
  expect(written).toEqual(['1024MB', '1.5GB', '2GiB', '80%', '1h', '2500ms', '3']);
  expect(figureWords(3600, 'seconds')).toBe('1 h');
});
