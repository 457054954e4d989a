import { expect, test } from 'vitest';
import { z } from 'zod';
import { AlertRule } from '#contract/alert-rule.ts';
import { QuietHours } from '#contract/channels.ts';
import { viewQuietHours, viewRules } from '#engine/alerts/rules/view-rules.ts';
import {
  type AlertSettings,
  DEFAULT_ALERTS,
  NOTHING_BESIDE,
  parseConfiguration,
} from '#engine/configuration/configuration.ts';

function settings(alerts: object, entry: object = {}): AlertSettings {
  const text = JSON.stringify({ alerts, mcpServers: { a: { command: 'x', ...entry }, b: { command: 'y' } } });
  const result = parseConfiguration('/etc/box/f.json', text, NOTHING_BESIDE);
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return result.configuration.alerts;
}

test('all rules are told as the contract has them', () => {
  const rules = viewRules(DEFAULT_ALERTS, null);
  expect(z.array(z.strictObject(AlertRule.shape)).parse(rules)).toEqual(rules);
  expect(rules.find(({ name }) => name === 'high_cpu')).toMatchObject({
    condition: { kind: 'above', enter: 80, exit: 70 },
    for_seconds: 300,
    worse: { at: 90, for_seconds: 600, severity: 'warning' },
    servers: ['*'],
    set: [],
    servers_that_differ: [],
  });
});

test('a rule tells which servers say otherwise, and what one of them says', () => {
  const found = settings({}, { alerts: { rules: { high_cpu: { above: 95 } } } });
  const ofAll = viewRules(found, null).find(({ name }) => name === 'high_cpu');
  expect(ofAll).toMatchObject({ condition: { enter: 80 }, servers_that_differ: ['a'] });
  const ofOne = viewRules(found, 'a').find(({ name }) => name === 'high_cpu');
  expect(ofOne).toMatchObject({
    condition: { enter: 95 },
    set_for_server: ['above'],
    servers_that_differ: [],
  });
  expect(viewRules(found, 'b')).toEqual(viewRules(DEFAULT_ALERTS, 'b'));
});

test('quiet hours are told as they may be set', () => {
  const found = settings({ quietHours: { from: '22:00', to: '7:05', days: ['sun', 'mon'], except: 'none' } });
  const hours = viewQuietHours(found.quietHours);
  expect(hours).toEqual({ from: '22:00', to: '07:05', days: ['sun', 'mon'], except: null });
  expect(QuietHours.parse(hours)).toEqual(hours);
  expect(viewQuietHours(null)).toBeNull();
});
