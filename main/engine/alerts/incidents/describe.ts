import type { Alert } from '#contract/alert.ts';
import type { IncidentEvent } from '#contract/incident.ts';
import type { AlertEvent } from '../alert-event.ts';
import { byWeight, worstSeverity } from '../notify/severity.ts';
import {
  defaultTitle,
  isAbout,
  isOwnCause,
  sayStormTitle,
  sayTitle,
  sayWithCause,
} from '../notify/wording.ts';
import type { IncidentRecord, LiveIncident } from './incident-record.ts';
import type { IncidentOptions } from './incidents.ts';
import { TOGETHER_COUNT } from './place-alert.ts';

/** Title, severity, cause and servers, from its alerts as they are. It never gets less severe. */
export function describe(
  live: LiveIncident,
  ruleTitle: IncidentOptions['ruleTitle'],
): Partial<IncidentRecord> {
  const alerts = [...live.alerts.values()];
  const subjects = [...new Set(alerts.map(({ server }) => server))];
  const told = alerts.filter(({ state }) => state !== 'inhibited').sort(byWeight);
  const [worst] = told.length === 0 ? alerts.toSorted(byWeight) : told;
  const troubled = [...new Set(told.map(({ server }) => server).filter((server) => server !== null))];
  const titleOf = (rule: string, server: string | null) => ruleTitle(rule, server) ?? defaultTitle(rule);
  const title =
    troubled.length < TOGETHER_COUNT
      ? sayTitle(worst === undefined ? [] : [worst], titleOf)
      : `${sayStormTitle(told, null)} at once`;
  // What is part of it is told by its title: nothing comes from itself.
  const isElsewhere = (cause: string | null) =>
    cause !== null &&
    !isOwnCause(cause) &&
    ![...subjects, ...live.record.servers].some((name) => name !== null && isAbout(cause, name));
  const causes = (told.length === 0 ? alerts : told).map((alert) => alert.cause);
  return {
    severity: worstSeverity([...alerts, live.record]),
    title,
    cause: [...causes, live.record.cause].find(isElsewhere) ?? null,
    subjects,
    servers: subjects.filter((subject) => subject !== null),
    alerts: [...live.alerts.keys()],
    rules: [...new Set(alerts.map(({ rule }) => rule))],
  };
}

/** The line that an event is worth; null for those that are none. `isKnown`: its incident has lines of the alert. */
export function eventLine({ kind, alert }: AlertEvent, at: string, isKnown: boolean): IncidentEvent | null {
  const { server, severity, message, cause, resolution } = alert;
  const line = (kindOfLine: IncidentEvent['kind'], text: string) => ({
    at,
    kind: kindOfLine,
    server,
    severity,
    text,
  });
  switch (kind) {
    case 'fired':
      return line('alert', alert.state === 'inhibited' ? sayWithCause(alert) : message);
    case 'worse':
      return line('alert', `It got worse: ${message}`);
    case 'better':
      return line('alert', `It got better: ${message}`);
    case 'inhibited':
      // That something graver befell the same server is said by that.
      if (isKnown && isOwnCause(cause)) return null;
      return line('alert', sayWithCause(alert));
    case 'released':
      return line('alert', `It is still so: ${message}`);
    case 'unstable':
      return line('alert', `It comes and goes: ${message}`);
    case 'acknowledged':
      return line('acknowledged', `Its owner has seen it: ${message}`);
    case 'silenced':
      return line('silenced', `It was silenced: ${message}`);
    case 'resolved':
      return line('resolved', resolution === null ? `Over: ${message}` : resolution);
    case 'pending':
    case 'withdrawn':
    case 'changed':
      return null;
    default:
      return kind satisfies never;
  }
}

/** What was done about it, as far as the record does not have it yet. */
export function remedyLines({ server, remedies }: Alert, known: readonly IncidentEvent[]): IncidentEvent[] {
  return remedies
    .map(({ at, sentence }) => ({ at, kind: 'remedy', server, severity: null, text: sentence }) as const)
    .filter(
      ({ at, text }) => !known.some((line) => line.kind === 'remedy' && line.at === at && line.text === text),
    );
}
