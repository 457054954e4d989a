import { expect, test } from 'vitest';
import type { AlertAction } from '#contract/alert.ts';
import { configurationHash, rowActions } from '../../../../renderer/screens/alerts/alert/alert-ways.ts';

const MEND: AlertAction[] = ['start', 'open-logs', 'open-configuration', 'open-server'];

test('the row has what changes the server and its log; the pages are links', () => {
  expect(rowActions({ actions: MEND })).toEqual(['start', 'open-logs']);
  expect(rowActions({ actions: ['open-logs', 'open-server', 'restart'] })).toEqual(['open-logs', 'restart']);
  expect(rowActions({ actions: ['open-configuration'] })).toEqual([]);
});

test('the configuration is offered where that is what mends it', () => {
  const can = (rule: string, actions: AlertAction[], server: string | null = 'git hub') =>
    configurationHash({ rule, server, actions });
  expect(can('cannot_start', MEND)).toBe('#/server/git%20hub/configuration');
  expect(can('token', ['open-configuration', 'open-server'])).toBe('#/server/git%20hub/configuration');
  expect(can('configuration_broken', ['open-configuration'], null)).toBe('#/');
  expect(can('down', MEND)).toBeNull();
  expect(can('slow', ['open-server', 'open-logs'])).toBeNull();
});
