import { expect, test } from 'vitest';
import type { IncidentEvent } from '#contract/incident.ts';
import {
  eventLamp,
  incidentMarks,
  incidentSpan,
  nearestEvent,
} from '../../../../renderer/screens/alerts/incidents/incident-marks.ts';

const at = (second: number): string => new Date(Date.UTC(2026, 10, 21, 9, 0, second)).toISOString();
const event = (second: number, part: Partial<IncidentEvent> = {}): IncidentEvent => ({
  at: at(second),
  kind: 'register',
  server: 'db',
  severity: null,
  text: `at ${second}`,
  ...part,
});

test('the line of time shows what happened, and leaves log lines and notifications to the list', () => {
  const marks = incidentMarks([
    event(1, { kind: 'log' }),
    event(2, { kind: 'alert', severity: 'critical' }),
    event(3, { kind: 'notification' }),
    event(9, { kind: 'resolved', severity: 'critical' }),
  ]);
  expect(marks.map(({ lamp, words }) => [lamp, words])).toEqual([
    ['bad', 'at 2'],
    ['ok', 'at 9'],
  ]);
  expect(eventLamp({ kind: 'anomaly', severity: null })).toBe('info');
});

test('an incident that goes on reaches until now, one that is over until its end', () => {
  const timeline = [event(0), event(30)];
  const startS = Date.parse(at(0)) / 1000;
  const open = incidentSpan({ opened_at: at(10), closed_at: null, timeline }, Date.parse(at(59)));
  expect(open).toEqual({ fromS: startS - 15, toS: startS + 59 + 15 });
  const closed = incidentSpan({ opened_at: at(10), closed_at: at(40), timeline }, Date.parse(at(59)));
  expect(closed.toS).toBe(startS + 40 + 15);
});

test('a sign on the line leads to its sentence in the list', () => {
  const timeline = [event(0), event(30), event(40)];
  expect(nearestEvent(timeline, Date.parse(at(30)) / 1000)).toBe(1);
  expect(nearestEvent(timeline, Date.parse(at(50)) / 1000)).toBe(2);
});
