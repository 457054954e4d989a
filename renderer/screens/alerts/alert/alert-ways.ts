import type { Alert, AlertAction } from '#contract/alert.ts';
import { serverHash } from '../../../store/place.ts';

/** What has a button beside an alert. Its server's page is a click on the name of the server. */
export type RowAction = Exclude<AlertAction, 'open-server' | 'open-configuration'>;

/** The buttons of an alert, in the engine's order: the most helpful first. At most two, so that the row is never full. */
export function rowActions({ actions }: Pick<Alert, 'actions'>): readonly RowAction[] {
  return actions.filter((action) => action !== 'open-server' && action !== 'open-configuration');
}

/** The address of the configuration, where that is what mends it; null for all else. */
export function configurationHash({
  rule,
  server,
  actions,
}: Pick<Alert, 'rule' | 'server' | 'actions'>): string | null {
  if (!actions.includes('open-configuration')) return null;
  if (rule !== 'cannot_start' && actions[0] !== 'open-configuration') return null;
  // The dashboard says what is wrong with the file.
  return server === null ? '#/' : serverHash(server, 'configuration');
}
