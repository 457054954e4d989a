import { expect, test, vi } from 'vitest';
import type { RulePreview } from '#contract/alert-rule.ts';
import { NEW_RULE } from '../../../../renderer/screens/alerts/rules/rule-draft.ts';
import { createRulesStore } from '../../../../renderer/store/alerts/rules-store.ts';
import { FakeBridge } from '../fake-bridge.ts';

const LIMIT = { timeout: 20_000 };
const rule = (name: string) => ({ ...NEW_RULE, name });

function open() {
  const bridge = new FakeBridge();
  bridge.answers.set('alert-rules', () => ({ rules: [rule('slow')], quiet_hours: null }));
  bridge.answers.set('alert-channels', () => ({ channels: [{ name: 'native' }], settings: {} }));
  const store = createRulesStore(bridge);
  const end = store.open();
  return { bridge, store, end };
}

const previewOf = (sentence: string, metric: string | null): RulePreview => ({
  rule: 'slow',
  server: 'db',
  from: '2026-01-01T00:00:00.000Z',
  to: '2026-01-02T00:00:00.000Z',
  metric,
  firings: [],
  threshold: null,
  exit: null,
  coverage: 1,
  sentence,
});

test('rules are listed with the channels that they may name, again when the file changes, until nobody looks', async () => {
  const { bridge, store, end } = open();
  await vi.waitFor(() => expect(store.getState().rules).toHaveLength(1), LIMIT);
  expect(store.getState().channels).toEqual(['native']);
  bridge.answers.set('alert-rules', () => ({ rules: [rule('slow'), rule('own')], quiet_hours: null }));
  bridge.tell('configuration', {
    file: '',
    valid: true,
    findings: [],
    applied_at: null,
    plan: null,
    format: 'jsonc' as const,
    revision: null,
    version: 1,
    outdated: false,
    rollbacks: [],
  });
  await vi.waitFor(() => expect(store.getState().rules).toHaveLength(2), LIMIT);
  end();
  expect(bridge.listening).toBe(0);
});

test('a change is written for the server that is shown, and a refusal is kept with its rule', async () => {
  const { bridge, store, end } = open();
  store.choose('db');
  bridge.answers.set('set-alert-rule', ({ settings }: { settings: object | null }) => {
    if (settings === null) throw new Error('bad-input: alerts.rules.slow.for must be a time');
    return { rules: [rule('changed')] };
  });
  expect(await store.save('slow', { for: '1m' })).toBe(true);
  expect(bridge.calls.at(-1)).toEqual({
    name: 'set-alert-rule',
    input: { rule: 'slow', server: 'db', settings: { for: '1m' } },
  });
  expect(store.getState().rules?.[0]?.name).toBe('changed');
  expect(await store.save('slow', null)).toBe(false);
  expect(store.getState().refused.get('slow')).toBe('alerts.rules.slow.for must be a time');
  expect(store.getState().saving.size).toBe(0);
  store.forget('slow');
  expect(store.getState().refused.size).toBe(0);
  end();
});

test('what is typed is tried with the series that it is about, and what can’t be tried says why', async () => {
  const { bridge, store, end } = open();
  const wish = { rule: 'slow', server: 'db', settings: {}, forServer: false, hours: 24 };
  bridge.answers.set('preview-alert-rule', () => previewOf('twice', 'memory_bytes'));
  bridge.answers.set('series', () => ({ server: 'db', series: [], times: [] }));
  store.wish(wish);
  await vi.waitFor(() => expect(store.getState().preview?.answer.sentence).toBe('twice'), LIMIT);
  expect(store.getState().preview?.page?.server).toBe('db');
  expect(bridge.calls.find(({ name }) => name === 'preview-alert-rule')?.input).toMatchObject({
    for_server: false,
  });

  bridge.answers.set('preview-alert-rule', () => {
    throw new Error('bad-input: alerts.rules.slow.above must be a plain number');
  });
  store.wish({ ...wish, settings: { above: 'x' } });
  await vi.waitFor(() => expect(store.getState().previewProblem).toContain('plain number'), LIMIT);
  expect(store.getState().preview?.answer.sentence).toBe('twice');

  bridge.answers.set('preview-alert-rule', () => previewOf('nothing is kept', null));
  store.wish(wish);
  await vi.waitFor(() => expect(store.getState().preview?.page).toBeNull(), LIMIT);
  expect(store.getState().previewProblem).toBeNull();
  store.wish(null);
  expect(store.getState().preview).toBeNull();
  end();
});
