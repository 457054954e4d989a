import type { Alert } from '#contract/alert.ts';
import { needsSomebody } from '../../../store/alerts/needs-somebody.ts';

/** An alert that stands for itself, and those that it explains. */
export interface Cause {
  readonly alert: Alert;
  readonly explains: readonly Alert[];
}

/** The alerts of one server, or of the machine. */
export interface Subject {
  readonly server: string | null;
  /** The worst first. */
  readonly causes: readonly Cause[];
}

export interface OpenAlerts {
  /** By server, the one with the worst alert first. */
  readonly firing: readonly Subject[];
  /** Fires, and is only good to know. */
  readonly good: readonly Cause[];
  readonly acknowledged: readonly Cause[];
  readonly silenced: readonly Cause[];
  /** Explained by something that has no alert, or none yet. */
  readonly unclaimed: readonly Alert[];
  /** Without what would only come of an alert that is open already. */
  readonly pending: readonly Alert[];
}

/** Open alerts (the worst and newest first, as the engine gives them) as the screen shows them. */
export function groupAlerts(alerts: readonly Alert[]): OpenAlerts {
  const standing = alerts.filter(({ state }) => STANDING.has(state));
  const inhibited = alerts.filter(({ state }) => state === 'inhibited');
  const claims = inhibited.map((alert) => ({ alert, by: explainedBy(alert, standing) }));
  const causes = standing.map((alert) => ({
    alert,
    explains: claims.filter(({ by }) => by?.id === alert.id).map((claim) => claim.alert),
  }));
  const broken = new Set(
    [...standing, ...inhibited].filter(({ type }) => BREAKS.has(type)).map(({ server }) => server),
  );
  const of = (state: Alert['state']): Cause[] => causes.filter(({ alert }) => alert.state === state);
  return {
    firing: bySubject(causes.filter(({ alert }) => needsSomebody(alert))),
    good: of('firing').filter(({ alert }) => !needsSomebody(alert)),
    acknowledged: of('acknowledged'),
    silenced: of('silenced'),
    unclaimed: claims.filter(({ by }) => by === undefined).map((claim) => claim.alert),
    pending: alerts.filter(({ state, server }) => state === 'pending' && !broken.has(server)),
  };
}

/** Of a server that is known to be down or to lack what it needs, what else would fire comes of that. */
const BREAKS: ReadonlySet<Alert['type']> = new Set(['process_health', 'dependency']);
const STANDING: ReadonlySet<Alert['state']> = new Set(['firing', 'acknowledged', 'silenced']);

/**
 * The engine tells the cause in a sentence that begins with whose it is, "db, which it depends on, is down", and joins
 * what belongs together to an incident. Where neither names another one, it is another trouble of the same server.
 */
function explainedBy(alert: Alert, standing: readonly Alert[]): Alert | undefined {
  const others = standing.filter(({ id }) => id !== alert.id);
  const named = others.filter(({ server }) => server !== null && isNamed(server, alert.cause));
  const joined = (list: readonly Alert[]): Alert | undefined =>
    list.find(({ incident }) => incident !== null && incident === alert.incident);
  const own = others.filter(({ server }) => server === alert.server);
  return joined(named) ?? named[0] ?? joined(own) ?? own[0] ?? joined(others);
}

function isNamed(server: string, cause: string | null): boolean {
  return cause?.startsWith(server) === true && !/^[\w.-]/.test(cause.slice(server.length));
}

function bySubject(causes: readonly Cause[]): Subject[] {
  const subjects = new Map<string | null, Cause[]>();
  for (const cause of causes) {
    const { server } = cause.alert;
    subjects.set(server, [...(subjects.get(server) ?? []), cause]);
  }
  return [...subjects].map(([server, list]) => ({ server, causes: list }));
}
