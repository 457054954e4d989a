import { expect, test } from 'vitest';
import { serverTabs, shownTab } from '../../../../renderer/screens/server/server-tabs.ts';
import { serverView } from '../made-up.ts';

const names = (...given: Parameters<typeof serverTabs>): string =>
  serverTabs(...given)
    .map(({ name, count }) => (count == null ? name : `${name} ${count}`))
    .join(' ');

test('a server’s page has its score, processes and tools counted, and unknown counts left out', () => {
  const server = serverView({ score: 92, processes: 3 });
  expect(names(server, {}, 'overview', 2)).toBe(
    'overview health 92 alerts 2 processes 3 tools 9 configuration request',
  );
  const stopped = serverView({ score: null, processes: null, tools: null });
  expect(names(stopped, {}, 'overview', 0)).toBe(
    'overview health alerts processes tools configuration request',
  );
});

test('a remote server has no processes, and only one with a metrics command has metrics of its own', () => {
  expect(names(serverView({ location: 'remote' }), {}, 'overview', 0)).not.toContain('processes');
  expect(names(serverView(), { 'metrics.command': 'stats' }, 'overview', 0)).toContain('metrics');
});

test('a part that is loaded anew is kept until it is known whether the page has it', () => {
  const shown = (settings: Record<string, string> | null) =>
    shownTab(serverTabs(serverView(), settings, 'metrics', 0), 'metrics');
  expect(shown(null)).toBe('metrics');
  expect(shown({ 'metrics.command': 'stats' })).toBe('metrics');
  expect(shown({})).toBe('overview');
});
