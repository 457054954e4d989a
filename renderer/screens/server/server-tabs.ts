import type { ServerView } from '#contract/server.ts';
import type { ServerDetail } from '#contract/server-detail.ts';
import type { Tab } from '../../parts/tabs.tsx';
import type { ServerTab } from '../../store/view-store.ts';

/**
 * The parts that a server's page has. `settings` are null until they are known: until then the part that was chosen
 * is there, so that a page that is loaded anew does not show another one first.
 */
export function serverTabs(
  server: ServerView,
  settings: ServerDetail['settings'] | null,
  chosen: ServerTab,
  firing: number,
): Tab<ServerTab>[] {
  const isLocal = server.location === 'local';
  const hasMetrics = settings === null ? chosen === 'metrics' : Object.hasOwn(settings, 'metrics.command');
  return [
    { name: 'overview', words: 'Overview' },
    { name: 'health', words: 'Health', count: figure(server.score) },
    { name: 'alerts', words: 'Alerts', count: firing === 0 ? null : String(firing) },
    ...(isLocal ? [{ name: 'processes', words: 'Processes', count: figure(server.processes) } as const] : []),
    ...(hasMetrics ? [{ name: 'metrics', words: 'Own metrics' } as const] : []),
    { name: 'tools', words: 'Tools', count: figure(server.tools) },
    { name: 'configuration', words: 'Configuration' },
    { name: 'request', words: 'Request' },
  ];
}

/** The part that is shown: one that the page does not have gives way to the first. */
export function shownTab(tabs: readonly Tab<ServerTab>[], chosen: ServerTab): ServerTab {
  return tabs.some(({ name }) => name === chosen) ? chosen : 'overview';
}

function figure(value: number | null): string | null {
  return value === null ? null : String(value);
}
