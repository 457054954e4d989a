import { expect, test } from 'vitest';
import { causeWords, endWords, fullSentence, lastedWords } from '../../../../renderer/format/alert-words.ts';
import { untilWords } from '../../../../renderer/format/moment.ts';
import {
  chartUnit,
  floorOf,
  knownSpan,
  metricTitle,
  thresholdOf,
} from '../../../../renderer/screens/alerts/alert/evidence-chart.ts';
import { alertsFile } from '../../../../renderer/screens/alerts/history/alerts-file.ts';
import { nextMorning } from '../../../../renderer/screens/alerts/pause.ts';
import {
  endWords as endsWords,
  silenceWords,
} from '../../../../renderer/screens/alerts/silences/silence-words.ts';
import { AT } from '../made-up.ts';
import { alertOf } from './made-up-alerts.ts';

test('an alert’s cause, length and end read as sentences', () => {
  expect(causeWords('db, which it depends on, is down')).toBe('Because db, which it depends on, is down.');
  expect(fullSentence('memory uses 620 MB')).toBe('memory uses 620 MB.');
  expect(fullSentence('p95 is 2.31 s.')).toBe('p95 is 2.31 s.');
  const open = alertOf('a');
  expect(lastedWords(open, Date.parse(AT) + 125_000)).toBe('2 min');
  expect(endWords(open)).toBe('firing');
  const over = alertOf('a', {
    state: 'resolved',
    resolved_at: '2026-11-21T10:46:02.137Z',
    resolution: 'db is back',
  });
  expect(lastedWords(over, 0)).toBe('1 h');
  expect(endWords(over)).toBe('db is back');
});

test('the chart beside an alert has the line that its rule compares with, where it is the same figure', () => {
  const memory = { unit: 'bytes', kind: 'gauge' } as const;
  const alert = alertOf('a', { threshold: 500_000_000, unit: 'bytes' });
  expect(thresholdOf(alert, memory)).toEqual({ value: 500_000_000, words: 'rule: 500 MB' });
  // So many in five minutes are not so many a second.
  const lost = { unit: 'count', kind: 'counter' } as const;
  expect(chartUnit(lost)).toBe('per-second');
  expect(thresholdOf(alertOf('b', { threshold: 3, unit: 'count' }), lost)).toBeNull();
  expect(thresholdOf(alertOf('c', { threshold: 80, unit: 'percent' }), memory)).toBeNull();
  expect(floorOf('percent', 80)).toBe(80);
});

test('a chart does not show the time before a server’s first figure, and is never shorter than five minutes', () => {
  const hour = { fromS: 0, toS: 3600 };
  expect(knownSpan(hour, 1200)).toEqual({ fromS: 1200, toS: 3600 });
  expect(knownSpan(hour, 3590)).toEqual({ fromS: 3300, toS: 3600 });
  expect(knownSpan(hour, undefined)).toEqual(hour);
});

test('a chart is headed as the figure is called, also one of a server’s own', () => {
  expect(metricTitle('memory_bytes')).toBe('Memory');
  expect(metricTitle('custom:jobs_total')).toBe('jobs_total');
});

test('notifications are paused until the next morning that is worth waiting for', () => {
  const at = (hour: number, day = 21): number => new Date(2026, 10, day, hour).getTime();
  expect(nextMorning(at(23))).toBe(at(8, 22));
  expect(nextMorning(at(3))).toBe(at(8));
  expect(nextMorning(at(7))).toBe(at(8, 22));
  const iso = (atMs: number): string => new Date(atMs).toISOString();
  expect(untilWords(iso(at(8, 22)), at(23))).toBe('tomorrow, 08:00');
  expect(untilWords(iso(at(8)), at(3))).toBe('08:00');
  expect(untilWords(iso(at(8, 24)), at(3))).toBe('24 Nov, 08:00');
});

test('a silence says what it covers', () => {
  const silence = (server: string | null, rule: string | null, alert: string | null = null) =>
    silenceWords({ server, rule, alert });
  expect(silence('github', 'high_memory')).toBe('high_memory of github');
  expect(silence('github', null)).toBe('everything of github');
  expect(silence(null, 'slow')).toBe('slow of every server');
  expect(silence(null, null, 'a')).toBe('one alert');
  expect(endsWords({ alert: 'a', until: null }, 0)).toBe('until it changes');
  expect(endsWords({ alert: null, until: null }, 0)).toBe('for ever');
});

test('exported alerts are a table with a row each, and no word of a server becomes a formula', () => {
  const file = alertsFile([alertOf('a', { message: '=1+1' })]);
  const [header, row] = file.split('\r\n');
  expect(header).toMatch(/^id,rule,type,severity,server,state,since/);
  expect(row).toContain(',db,');
  expect(row).toContain("'=1+1");
});
