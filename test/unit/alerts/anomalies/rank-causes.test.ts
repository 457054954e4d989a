import { expect, test } from 'vitest';
import type { AnomalyMark } from '#contract/alert-channel.ts';
import { rankCauses } from '../../../../main/engine/alerts/anomalies/rank-causes.ts';

const AT_MS = Date.UTC(2026, 0, 2, 12);
const MINUTE_MS = 60_000;

function mark(server: string, metric: string, minutes: number, score = 1.2): AnomalyMark {
  const fromMs = AT_MS + minutes * MINUTE_MS;
  return {
    server,
    metric,
    from: new Date(fromMs).toISOString(),
    to: new Date(fromMs + 5 * MINUTE_MS).toISOString(),
    score,
    sentence: 'CPU went from 4 % to 96 %',
  };
}

const symptom = { server: 'github', metric: 'p95_ms', dependencies: ['db'], atMs: AT_MS };
const order = (marks: readonly AnomalyMark[]) =>
  rankCauses(symptom, marks).map(({ server, metric }) => `${server} ${metric}`);

test('what the server itself did comes first, then what it depends on, then the others', () => {
  expect(
    order([
      mark('notes', 'cpu_percent', -6, 3),
      mark('db', 'probe_ms', -6),
      mark('github', 'cpu_percent', -6),
    ]),
  ).toEqual(['github cpu_percent', 'db probe_ms', 'notes cpu_percent']);
});

test('what came shortly before is likelier a cause than what came after, or long before', () => {
  expect(
    order([
      mark('github', 'errors', 1),
      mark('github', 'memory_bytes', -30),
      mark('github', 'cpu_percent', -6),
    ]),
  ).toEqual(['github cpu_percent', 'github errors', 'github memory_bytes']);
});

test('the rarer of two comes first', () => {
  expect(order([mark('github', 'processes', -6), mark('github', 'cpu_percent', -6, 1.5)])).toEqual([
    'github cpu_percent',
    'github processes',
  ]);
});

test('a symptom is not its own cause, and what lies half a day away is none', () => {
  expect(order([mark('github', 'p95_ms', -6), mark('github', 'cpu_percent', -720)])).toEqual([]);
});

test('a cause names its server, and there are at most five', () => {
  const causes = rankCauses(
    symptom,
    Array.from({ length: 9 }, (_, at) => mark(`other-${at}`, 'cpu_percent', -6)),
  );
  expect(causes).toHaveLength(5);
  expect(causes[0]?.sentence).toBe('other-0: CPU went from 4 % to 96 %');
});
