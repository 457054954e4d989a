import type { Alert } from '#contract/alert.ts';
import type { Storm } from '../storms/storm.ts';
import type { Storms } from '../storms/storms.ts';
import type { NotificationOptions } from './notification-policy.ts';
import { worstSeverity } from './severity.ts';
import type { Teller } from './teller.ts';
import type { Told } from './told.ts';
import { isAbout, isDownRule, isOwnCause } from './wording.ts';

type OpenAlerts = ReadonlyMap<string, Alert>;

/** Tells of storms what there is to tell now: that one got worse, that one is over. */
export function createStormTeller(
  options: Pick<NotificationOptions, 'settings' | 'find'> & {
    readonly storms: Storms;
    readonly teller: Teller;
    readonly told: Told;
    readonly isWanted: (alert: Alert) => boolean;
    readonly mayTellNow: (alert: Pick<Alert, 'severity'>) => boolean;
  },
) {
  const { storms, teller, told, settings, isWanted, mayTellNow } = options;

  function tellEnd(storm: Storm, open: OpenAlerts): void {
    storms.forget(storm.id);
    const isIll = (server: string | null) => isStillIll(server, storm, open);
    for (const id of storm.alerts) {
      const alert = open.get(id);
      if (alert !== undefined && alert.state !== 'silenced' && isIll(alert.server)) told.reopen(id);
    }
    const names = storm.subjects.filter((name) => name !== null && !isIll(name)).map(String);
    if (names.length === 0) return;
    const alerts = storm.alerts
      .flatMap((id) => options.find(id) ?? [])
      .filter((alert) => alert.state === 'resolved' && told.of(alert) !== null && !isIll(alert.server));
    teller.storm({ kind: 'resolved', alerts, isStorm: true, names, severity: storm.told_severity });
  }

  return (open: OpenAlerts, nowMs: number, isGathering: boolean): void => {
    const { groupIntervalMs, groupWaitMs } = settings();
    for (const storm of storms.ended(open, groupWaitMs, nowMs)) {
      if (mayTellNow({ severity: storm.told_severity })) tellEnd(storm, open);
    }
    const worse = storms.worse(open, groupIntervalMs, isWanted, nowMs, isGathering);
    for (const { firing: alerts, noteUpdate } of worse) {
      if (!mayTellNow({ severity: worstSeverity(alerts) })) continue;
      noteUpdate();
      teller.storm({ kind: 'worse', alerts, isStorm: true });
    }
  };
}

/** Its owner has seen it, or something else explains it: for all that it is not well. Mere traces of what is over are. */
function isStillIll(name: string | null, storm: Storm, open: OpenAlerts): boolean {
  const all = [...open.values()].filter(({ state }) => state !== 'pending');
  const isExplained = (cause: string) =>
    all.some(({ server }) => server === null || (server !== name && isAbout(cause, server)));
  return all.some(({ id, server, rule, state, cause }) => {
    if (server !== name) return false;
    if (isDownRule(rule)) return true;
    if (!storm.alerts.includes(id)) return false;
    return state !== 'inhibited' || (cause !== null && !isOwnCause(cause) && isExplained(cause));
  });
}
