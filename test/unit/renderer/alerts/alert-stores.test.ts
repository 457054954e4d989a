import { expect, onTestFinished, test, vi } from 'vitest';
import { createAlertCommandsStore } from '../../../../renderer/store/alerts/alert-commands.ts';
import { createEvidenceStore } from '../../../../renderer/store/alerts/evidence-store.ts';
import { createIncidentsStore } from '../../../../renderer/store/alerts/incidents-store.ts';
import { createPastAlertsStore } from '../../../../renderer/store/alerts/past-alerts-store.ts';
import { createSilencesStore } from '../../../../renderer/store/alerts/silences-store.ts';
import { createSummariesStore } from '../../../../renderer/store/alerts/summaries-store.ts';
import { createEngineStore } from '../../../../renderer/store/engine-store.ts';
import { FakeBridge } from '../fake-bridge.ts';
import { FakePage } from '../figures/fake-page.ts';
import { AT, serverView, snapshotOf } from '../made-up.ts';
import { alertOf, alertsNow } from './made-up-alerts.ts';

const LIMIT = { timeout: 20_000 };

test('what is open comes with the first answer, and goes on with what the engine tells', async () => {
  const bridge = new FakeBridge();
  const first = alertsNow([alertOf('a')]);
  bridge.answers.set('snapshot', () => snapshotOf([serverView()], { alerts: first }));
  const store = createEngineStore(bridge);
  const end = store.follow();
  await vi.waitFor(() => expect(store.getState().alerts).toEqual(first), LIMIT);
  bridge.tell('alerts', alertsNow([alertOf('a'), alertOf('b')]));
  expect(store.getState().alerts.firing).toBe(2);
  end();
  expect(bridge.listening).toBe(0);
});

test('all that fire are acknowledged one after another, and a refusal is told once', async () => {
  const bridge = new FakeBridge();
  const refused: string[] = [];
  const store = createAlertCommandsStore(bridge, (title, message) => refused.push(`${title}: ${message}`));
  bridge.answers.set('acknowledge-alert', ({ id }: { id: string }) => {
    if (id === 'gone') throw new Error('not-found: There is no such alert.');
    return { alert: alertOf(id) };
  });
  const running = store.acknowledge(['a', 'gone', 'b']);
  expect(store.getState().busy).toEqual(new Set(['a']));
  await running;
  expect(bridge.calls.map(({ input }) => input)).toEqual([{ id: 'a' }, { id: 'gone' }]);
  expect(refused).toEqual(['Can’t acknowledge the alert: There is no such alert.']);
  expect(store.getState().busy.size).toBe(0);
});

test('a silence that was refused says so, and the form keeps what was written', async () => {
  const bridge = new FakeBridge();
  const refused: string[] = [];
  const store = createAlertCommandsStore(bridge, (title) => refused.push(title));
  expect(await store.silence({ server: 'db', for: 'ever' })).toBe(false);
  bridge.answers.set('silence-alerts', () => ({ silence: {} }));
  expect(await store.silence({ server: 'db', for: 'ever' })).toBe(true);
  expect(refused).toEqual(['Can’t silence that']);
});

test('notifications are paused until a moment, and resumed', async () => {
  const bridge = new FakeBridge();
  bridge.answers.set('pause-notifications', () => alertsNow([]));
  const store = createAlertCommandsStore(bridge, () => expect.unreachable());
  await store.pause(Date.parse(AT));
  await store.pause(null);
  expect(bridge.calls.map(({ input }) => input)).toEqual([{ until: AT }, { until: null }]);
});

test('the history has what fired, by what its reader chose, and follows what changes', async () => {
  const bridge = new FakeBridge();
  let listed = [alertOf('a')];
  bridge.answers.set('alert-history', () => ({ alerts: listed }));
  const store = createPastAlertsStore(bridge, { now: () => Date.parse(AT), gapMs: 0 });
  const end = store.open();
  await vi.waitFor(() => expect(store.getState().alerts).toHaveLength(1), LIMIT);
  expect(bridge.calls.at(-1)?.input).toMatchObject({
    states: ['firing', 'acknowledged', 'silenced', 'inhibited', 'resolved'],
    since: '2026-11-14T09:46:02.137Z',
  });
  store.choose({ server: 'db', severity: 'critical', days: 1 });
  expect(store.getState().alerts).toBeNull();
  await vi.waitFor(() => expect(store.getState().alerts).toHaveLength(1), LIMIT);
  expect(bridge.calls.at(-1)?.input).toMatchObject({
    server: 'db',
    severities: ['critical'],
    since: '2026-11-20T09:46:02.137Z',
  });
  listed = [alertOf('b'), alertOf('a')];
  bridge.tell('alerts', alertsNow([]));
  await vi.waitFor(() => expect(store.getState().alerts).toHaveLength(2), LIMIT);
  end();
  expect(bridge.listening).toBe(0);
});

test('the last alert of all is known without a list', async () => {
  const bridge = new FakeBridge();
  bridge.answers.set('alert-history', () => ({ alerts: [alertOf('a', { state: 'resolved' })] }));
  const store = createPastAlertsStore(bridge);
  const end = store.openLast();
  await vi.waitFor(() => expect(store.getState().last?.id).toBe('a'), LIMIT);
  expect(bridge.calls).toEqual([{ name: 'alert-history', input: { states: ['resolved'], limit: 1 } }]);
  end();
  expect(bridge.listening).toBe(0);
});

test('an incident that is no more says so and is not asked for over and over', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const bridge = new FakeBridge();
  bridge.answers.set('incident', () => {
    throw new Error('not-found: There is no incident 12.');
  });
  const store = createIncidentsStore(bridge);
  const end = store.open(12);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(store.getState().problem).toBe('There is no incident 12.');
  expect(bridge.calls).toHaveLength(1);
  end();
  bridge.answers.set('incidents', () => ({ incidents: [] }));
  const endList = store.open(null);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(store.getState().incidents).toEqual([]);
  expect(store.getState().problem).toBeNull();
  expect(bridge.calls.map(({ name }) => name)).toEqual(['incident', 'incidents']);
  endList();
  expect(bridge.listening).toBe(0);
});

test('silences are listed with the rules that can be silenced', async () => {
  const bridge = new FakeBridge();
  bridge.answers.set('silences', () => ({ silences: [] }));
  bridge.answers.set('alert-rules', () => ({ rules: [{ name: 'slow', title: 'Slower than usual' }] }));
  const store = createSilencesStore(bridge);
  const end = store.open();
  await vi.waitFor(() => expect(store.getState().silences).toEqual([]), LIMIT);
  expect(store.getState().rules).toHaveLength(1);
  end();
  expect(bridge.listening).toBe(0);
});

test('the days are listed while somebody looks, and a refusal says why', async () => {
  const bridge = new FakeBridge();
  const page = new FakePage();
  const store = createSummariesStore(bridge, page.asPage);
  const end = store.open();
  await vi.waitFor(() => expect(store.getState().problem).toMatch(/no answer/), LIMIT);
  bridge.answers.set('daily-summaries', () => ({ summaries: [] }));
  bridge.connection(true);
  await vi.waitFor(() => expect(store.getState().summaries).toEqual([]), LIMIT);
  expect(store.getState().problem).toBeNull();
  end();
  expect([bridge.listening, page.listening]).toEqual([0, 0]);
});

test('an alert’s chart begins an hour before it does, and one that is over ends soon after its end', async () => {
  const bridge = new FakeBridge();
  const page = new FakePage();
  bridge.answers.set('series', () => ({ server: 'db', series: [] }));
  bridge.answers.set('anomalies', () => ({ anomalies: [{ sentence: 'it rose' }] }));
  bridge.answers.set('markers', () => ({ markers: [] }));
  const nowMs = Date.parse(AT) + 3 * 3_600_000;
  const store = createEvidenceStore(bridge, page.asPage, () => nowMs);
  const end = store.open(alertOf('a', { metric: 'memory_bytes', resolved_at: AT }));
  await vi.waitFor(() => expect(store.getState().evidence.has('a')).toBe(true), LIMIT);
  expect(store.getState().evidence.get('a')?.anomalies).toHaveLength(1);
  expect(bridge.calls[0]).toMatchObject({
    name: 'series',
    input: {
      server: 'db',
      metrics: ['memory_bytes'],
      from: '2026-11-21T08:46:02.137Z',
      to: '2026-11-21T09:56:02.137Z',
    },
  });
  end();
  expect(store.getState().evidence.size).toBe(0);
  expect(page.listening).toBe(0);
});

test('an alert without a figure has what happened in the minutes around it, oldest first', async () => {
  const bridge = new FakeBridge();
  const page = new FakePage();
  bridge.answers.set('markers', () => ({ markers: [{ id: 2 }, { id: 1 }] }));
  const store = createEvidenceStore(bridge, page.asPage, () => Date.parse(AT) + 60_000);
  const end = store.open(alertOf('a', { server: null }));
  await vi.waitFor(() => expect(store.getState().evidence.get('a')?.markers).toHaveLength(2), LIMIT);
  expect(
    store
      .getState()
      .evidence.get('a')
      ?.markers.map(({ id }) => id),
  ).toEqual([1, 2]);
  expect(bridge.calls).toEqual([
    { name: 'markers', input: { from: '2026-11-21T09:36:02.137Z', to: '2026-11-21T09:47:02.137Z' } },
  ]);
  end();
});
