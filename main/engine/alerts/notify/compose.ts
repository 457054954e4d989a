import type { Alert, Severity } from '#contract/alert.ts';
import type { Notification } from '../notification.ts';
import { commonCause } from '../storms/common-cause.ts';
import type { NotificationOptions } from './notification-policy.ts';
import { byWeight } from './severity.ts';
import {
  cut,
  defaultTitle,
  isAbout,
  lowerFirst,
  namesOf,
  sayBody,
  sayNames,
  sayResolvedBody,
  sayResolvedTitle,
  sayStormBody,
  sayStormOverTitle,
  sayStormTitle,
  sayTitle,
  type Titles,
} from './wording.ts';

/** What there is to tell. */
export interface Matter {
  readonly kind: 'firing' | 'worse' | 'resolved';
  readonly alerts: readonly Alert[];
  /** Of many servers together. */
  readonly isStorm: boolean;
  /** The servers of a storm that is over, whose alerts may not be known any more. */
  readonly names?: readonly string[];
  readonly severity?: Severity;
  /** It was held back meanwhile, and so many others came and went. */
  readonly held?: { readonly during: 'quiet hours' | 'pause'; readonly passed: number };
}

type Context = Pick<
  NotificationOptions,
  'clock' | 'newId' | 'rule' | 'open' | 'servers' | 'lately' | 'incidentOf'
> & {
  /** Milliseconds since 1970: what began later has nothing to do with the start of Signalbox. */
  readonly startedUntilMs: number;
  readonly severity: Severity;
  readonly channels: readonly string[] | null;
};

export function composeNotification(matter: Matter, context: Context): Notification {
  const at = new Date(context.clock.now()).toISOString();
  const alerts = matter.alerts
    .toSorted(byWeight)
    .map((alert) => (matter.kind === 'resolved' ? alert : { ...alert, notified_at: at }));
  const servers = matter.names ?? namesOf(alerts);
  const isOne = !matter.isStorm && new Set(alerts.map(({ server }) => server)).size === 1;
  const [worst] = alerts;
  return {
    id: context.newId(),
    kind: matter.kind,
    at,
    severity: context.severity,
    ...words(matter, alerts, servers, isOne, context),
    servers,
    alerts,
    incident: alerts.map(({ id }) => context.incidentOf(id)).find((id) => id !== null) ?? null,
    actions: isOne && matter.kind !== 'resolved' ? (worst?.actions ?? []) : [],
    channels: context.channels,
  };
}

function words(
  { kind, isStorm, held }: Matter,
  alerts: readonly Alert[],
  servers: readonly string[],
  isOne: boolean,
  context: Context,
): Pick<Notification, 'title' | 'body'> {
  const titleOf = (rule: string, server: string | null) =>
    context.rule(rule, server)?.title ?? defaultTitle(rule);
  if (kind === 'resolved') {
    if (isStorm) return { title: sayStormOverTitle(servers, alerts), body: `${sayNames(servers)}.` };
    return { title: sayResolvedTitle(alerts, titleOf), body: sayResolvedBody(alerts) };
  }
  if (held !== undefined) {
    const title = isOne
      ? sayTitle(alerts, titleOf)
      : `Still wrong after the ${held.during}: ${sayNames(servers)}`;
    const passed = held.passed === 0 ? '' : `\n${held.passed} more came and went in the ${held.during}.`;
    return { title: cut(title), body: sayBody(alerts, []) + passed };
  }
  const open = context.open();
  if (isStorm) {
    const cause = commonCause({
      members: alerts,
      open,
      servers: context.servers(),
      lately: context.lately(),
      startedUntilMs: context.startedUntilMs,
    });
    return { title: sayStormTitle(alerts, cause), body: sayStormBody(alerts, cause) };
  }
  return { title: sayTitle(alerts, titleOf), body: sayBody(alerts, sufferers(alerts, open, titleOf)) };
}

/** Servers whose own alerts are held back because these explain them: by a server's name, or by what the machine lacks. */
function sufferers(alerts: readonly Alert[], open: readonly Alert[], titleOf: Titles): string[] {
  const names = namesOf(alerts);
  const clauses = alerts
    .filter(({ server }) => server === null)
    .map(({ rule }) => lowerFirst(titleOf(rule, null)));
  const explains = (cause: string) => clauses.includes(cause) || names.some((name) => isAbout(cause, name));
  const explained = open.filter(
    ({ state, server, cause }) =>
      state === 'inhibited' &&
      server !== null &&
      !names.includes(server) &&
      cause !== null &&
      explains(cause),
  );
  return namesOf(explained);
}
